package io.sotong.blackbox.browser;

import static org.assertj.core.api.Assertions.assertThat;

import io.sotong.blackbox.Await;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** One page as the person before it has it: looking, clicking, typing. */
final class Page {
  /** What the client shows whatever it shows. */
  static final String SHOWN = "#page > *";

  private static final Duration SEEN_WITHIN = Duration.ofSeconds(30);

  /** What tells of a request that failed; anything else in the console is a fault of the page. */
  private static final String NETWORK = "network: ";

  private final DevTools tools;
  private final String context;
  private final String target;
  private final Optional<String> session;
  private final List<String> faults = new CopyOnWriteArrayList<>();
  private final List<String> addresses = new CopyOnWriteArrayList<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final AtomicLong received = new AtomicLong();
  private final AtomicLong beats = new AtomicLong();
  private volatile String registration = "";

  Page(DevTools tools, String context, String target, String session) {
    this.tools = tools;
    this.context = context;
    this.target = target;
    this.session = Optional.of(session);
    tools.listen(session, this::hear);
  }

  void begin(URI address, int width, int height, String shown) {
    for (String domain : List.of("Runtime.enable", "Log.enable", "Page.enable", "Network.enable")) {
      call(domain, new JsonObject());
    }
    resize(width, height);
    call("Page.navigate", new JsonObject().put("url", address.toString()));
    see(shown);
  }

  /** What this page shares with those beside it. */
  String context() {
    return context;
  }

  void go(URI address) {
    call("Page.navigate", new JsonObject().put("url", address.toString()));
    see(SHOWN);
  }

  /** Loads the page anew, and returns when it shows something. */
  void reload() {
    js("window.old = true");
    call("Page.reload", new JsonObject());
    until("loaded anew", "!window.old && document.querySelector('#page > *')");
  }

  void resize(int width, int height) {
    call(
        "Emulation.setDeviceMetricsOverride",
        new JsonObject()
            .put("width", width)
            .put("height", height)
            .put("deviceScaleFactor", 1)
            .put("mobile", false));
  }

  /** Cuts the page off from the network, as a tunnel would, or brings it back. */
  void offline(boolean offline) {
    call(
        "Network.emulateNetworkConditions",
        new JsonObject()
            .put("offline", offline)
            .put("latency", 0)
            .put("downloadThroughput", -1)
            .put("uploadThroughput", -1));
  }

  /** Requests whose address fits such a pattern fail from now on; with none all are let through. */
  void refuses(String... addresses) {
    JsonArray patterns = new JsonArray(List.of(addresses));
    call("Network.setBlockedURLs", new JsonObject().put("urls", patterns));
  }

  /** How often the page has told the server that it is there. */
  long beats() {
    return beats.get();
  }

  /** The browser gives this origin no room for anything more, or again as much as it likes. */
  void full(boolean full) {
    JsonObject quota = new JsonObject().put("origin", js("location.origin"));
    call("Storage.overrideQuotaForOrigin", full ? quota.put("quotaSize", 1) : quota);
  }

  /** The user lets this origin notify, or no longer, without being asked. */
  void letsNotify(boolean lets) {
    tools.call(
        Optional.empty(),
        "Browser.setPermission",
        new JsonObject()
            .put("permission", new JsonObject().put("name", "notifications"))
            .put("setting", lets ? "granted" : "denied")
            .put("origin", js("location.origin"))
            .put("browserContextId", context));
  }

  /** Runs this before whatever page is loaded next, and now. */
  void always(String script) {
    call("Page.addScriptToEvaluateOnNewDocument", new JsonObject().put("source", script));
    js(script + "; 1");
  }

  /** Hides the page as another window before it would, or brings it to the front again. */
  void hidden(boolean hidden) {
    JsonObject window =
        tools.call(
            Optional.empty(),
            "Browser.getWindowForTarget",
            new JsonObject().put("targetId", target));
    tools.call(
        Optional.empty(),
        "Browser.setWindowBounds",
        new JsonObject()
            .put("windowId", window.getInteger("windowId"))
            .put("bounds", new JsonObject().put("windowState", hidden ? "minimized" : "normal")));
    until(
        hidden ? "hidden" : "to be seen",
        "document.visibilityState === '" + (hidden ? "hidden" : "visible") + "'");
  }

  /** Evaluates an expression in the service worker of this page, a promise being awaited. */
  Object inWorker(String expression) {
    String worker =
        tools
            .call(Optional.empty(), "Target.getTargets", new JsonObject())
            .getJsonArray("targetInfos")
            .stream()
            .map(JsonObject.class::cast)
            .filter(each -> "service_worker".equals(each.getString("type")))
            .filter(each -> context.equals(each.getString("browserContextId")))
            .map(each -> each.getString("targetId"))
            .findFirst()
            .orElseThrow();
    String attached =
        tools
            .call(
                Optional.empty(),
                "Target.attachToTarget",
                new JsonObject().put("targetId", worker).put("flatten", true))
            .getString("sessionId");
    return evaluate(Optional.of(attached), expression);
  }

  /** Gives a push to the origin's service worker, as the browser does once it has decrypted it. */
  void pushes(String origin, String data) {
    call("ServiceWorker.enable", new JsonObject());
    Await.until("the worker is known", SEEN_WITHIN, () -> !registration.isEmpty());
    call(
        "ServiceWorker.deliverPushMessage",
        new JsonObject()
            .put("origin", origin)
            .put("registrationId", registration)
            .put("data", data));
  }

  /** What the system prefers. */
  void prefers(String feature, String value) {
    JsonArray features =
        new JsonArray().add(new JsonObject().put("name", feature).put("value", value));
    call("Emulation.setEmulatedMedia", new JsonObject().put("features", features));
  }

  /** Closes the tab. */
  void close() {
    tools.call(Optional.empty(), "Target.closeTarget", new JsonObject().put("targetId", target));
  }

  /** Every address that the page has asked for, sockets included. */
  List<String> addresses() {
    return List.copyOf(addresses);
  }

  /** What was asked for so far, each as method and path. */
  List<String> asked() {
    return List.copyOf(asked);
  }

  /** Bytes that came over the network in answer to requests, heads included; not from a cache. */
  long received() {
    return received.get();
  }

  /** What axe finds wrong, each as one line; best nothing. */
  List<String> axe() {
    if (Boolean.TRUE.equals(js("typeof axe === 'undefined'"))) {
      js(resource("/axe.min.js") + "; 1");
    }
    JsonArray found =
        (JsonArray)
            js(
                """
                Promise.allSettled(document.getAnimations().map(({finished}) => finished)).then(() =>
                axe.run(document, {resultTypes: ['violations']}).then(({violations}) =>
                  violations.flatMap(({id, help, nodes}) => nodes.map((node) =>
                    `${id}: ${help}: ${node.html.slice(0, 200)} ${node.failureSummary}`))))
                """);
    return found.stream().map(String.class::cast).toList();
  }

  private static String resource(String name) {
    try (InputStream in = Page.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Evaluates an expression, a promise being awaited. */
  Object js(String expression) {
    return evaluate(session, expression);
  }

  private Object evaluate(Optional<String> where, String expression) {
    JsonObject result =
        tools.call(
            where,
            "Runtime.evaluate",
            new JsonObject()
                .put("expression", expression)
                .put("returnByValue", true)
                .put("allowUnsafeEvalBlockedByCSP", false)
                .put("awaitPromise", true));
    if (result.containsKey("exceptionDetails")) {
      throw new AssertionError(
          expression + ": " + result.getJsonObject("exceptionDetails").encode());
    }
    return Optional.ofNullable(result.getJsonObject("result").getValue("value")).orElse("");
  }

  /** Waits until the expression is true. */
  void until(String what, String expression) {
    try {
      Await.until(what, SEEN_WITHIN, () -> isTrue(expression));
    } catch (AssertionError e) {
      throw new AssertionError(e.getMessage() + "\n" + state(), e);
    }
  }

  private boolean isTrue(String expression) {
    try {
      return Boolean.TRUE.equals(js("Promise.resolve((" + expression + ")).then(Boolean)"));
    } catch (DevTools.Left e) {
      return false; // the next document is asked
    }
  }

  /** Waits until an element of that selector is visible. */
  void see(String selector) {
    until(
        "seen: " + selector,
        "[...document.querySelectorAll(%s)].some(e => e.checkVisibility())"
            .formatted(quoted(selector)));
  }

  /** Waits until a visible element of that selector holds that text. */
  void see(String selector, String text) {
    until(
        "seen: " + selector + " with " + text,
        "[...document.querySelectorAll(%s)].some(e => e.checkVisibility() && e.textContent.includes(%s))"
            .formatted(quoted(selector), quoted(text)));
  }

  /** Waits until no element of that selector is visible. */
  void seeNo(String selector) {
    until(
        "gone: " + selector,
        "![...document.querySelectorAll(%s)].some(e => e.checkVisibility())"
            .formatted(quoted(selector)));
  }

  /** Texts of all elements of that selector, in the order of the page. */
  List<String> texts(String selector) {
    Object texts =
        js(
            "[...document.querySelectorAll(%s)].map(e => e.textContent)"
                .formatted(quoted(selector)));
    return ((JsonArray) texts).stream().map(String.class::cast).toList();
  }

  /** Clicks the first visible element of that selector. */
  void click(String selector) {
    click(selector, "");
  }

  /** Clicks the first visible element of that selector that holds that text, with the mouse. */
  void click(String selector, String text) {
    see(selector, text);
    JsonObject middle =
        (JsonObject)
            js(
                """
                (() => {
                  const e = [...document.querySelectorAll(%s)].find(e => e.checkVisibility() && e.textContent.includes(%s));
                  e.scrollIntoView({block: 'nearest'});
                  const box = e.getBoundingClientRect();
                  return {x: box.x + box.width / 2, y: box.y + box.height / 2};
                })()
                """
                    .formatted(quoted(selector), quoted(text)));
    mouse(middle.put("type", "mousePressed").put("button", "left").put("clickCount", 1));
    mouse(middle.put("type", "mouseReleased"));
  }

  /** Turns the wheel over the first element of that selector; up is negative. */
  void wheel(String selector, int pixels) {
    JsonObject middle =
        (JsonObject)
            js(
                "(({x, y, width, height}) => ({x: x + width / 2, y: y + height / 2}))(document.querySelector(%s).getBoundingClientRect())"
                    .formatted(quoted(selector)));
    mouse(middle.put("type", "mouseWheel").put("deltaX", 0).put("deltaY", pixels));
  }

  /** Clicks into a field and types into it, instead of what it holds. */
  void type(String selector, String text) {
    click(selector);
    js("document.querySelector(%s).select()".formatted(quoted(selector)));
    call("Input.insertText", new JsonObject().put("text", text));
  }

  /** An input method shows a syllable that is not finished yet. */
  void compose(String text) {
    call(
        "Input.imeSetComposition",
        new JsonObject()
            .put("text", text)
            .put("selectionStart", text.length())
            .put("selectionEnd", text.length()));
  }

  /** The input method hands a finished text over. */
  void commit(String text) {
    call("Input.insertText", new JsonObject().put("text", text));
  }

  /** Presses Enter; while composing, browsers give the key the code 229. */
  void enter(boolean composing) {
    int code = composing ? 229 : 13;
    JsonObject key =
        new JsonObject()
            .put("key", "Enter")
            .put("code", "Enter")
            .put("windowsVirtualKeyCode", code)
            .put("nativeVirtualKeyCode", code);
    call(
        "Input.dispatchKeyEvent",
        composing ? key.put("type", "rawKeyDown") : key.put("type", "keyDown").put("text", "\r"));
    call("Input.dispatchKeyEvent", key.put("type", "keyUp"));
  }

  /** Presses a key that writes nothing: Tab, Escape, an arrow; {@code modifiers} as CDP has it. */
  void press(String key, int modifiers) {
    int code =
        switch (key) {
          case "f" -> 70;
          case "Tab" -> 9;
          case "Enter" -> 13;
          case "Escape" -> 27;
          case "End" -> 35;
          case "Home" -> 36;
          case "ArrowUp" -> 38;
          case "ArrowDown" -> 40;
          default -> throw new IllegalArgumentException(key);
        };
    JsonObject event =
        new JsonObject()
            .put("key", key)
            .put("code", key)
            .put("modifiers", modifiers)
            .put("windowsVirtualKeyCode", code)
            .put("nativeVirtualKeyCode", code);
    call("Input.dispatchKeyEvent", event.put("type", "rawKeyDown"));
    call("Input.dispatchKeyEvent", event.put("type", "keyUp"));
  }

  void press(String key) {
    press(key, 0);
  }

  /** Writes a picture of the page below {@code target/pages}, to be looked at. */
  void picture(String name) {
    String png = call("Page.captureScreenshot", new JsonObject()).getString("data");
    try {
      Path folder = Files.createDirectories(Path.of("target", "pages"));
      Files.write(folder.resolve(name + ".png"), Base64.getDecoder().decode(png));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Fails if the page threw, was refused something by its policy, or complained. */
  void isFaultless() {
    assertThat(faults).as("faults on the page").isEmpty();
  }

  /** The same, but requests were allowed to fail: the server was away. */
  void isFaultlessButForNetwork() {
    assertThat(faults).as("faults on the page").allMatch(fault -> fault.startsWith(NETWORK));
  }

  /**
   * Forgets what the test made fail on purpose: answers that are errors are told in the console.
   */
  void forgiveNetwork() {
    faults.removeIf(fault -> fault.startsWith(NETWORK));
  }

  private String state() {
    return "page: " + js("document.body?.innerText") + "\nfaults: " + faults;
  }

  private JsonObject call(String method, JsonObject parameters) {
    return tools.call(session, method, parameters);
  }

  private void mouse(JsonObject event) {
    call("Input.dispatchMouseEvent", event);
  }

  private void hear(JsonObject event) {
    JsonObject told = event.getJsonObject("params");
    switch (event.getString("method", "")) {
      case "Runtime.exceptionThrown" -> faults.add("exception: " + thrown(told));
      case "Runtime.consoleAPICalled" -> {
        if (List.of("error", "warning", "assert").contains(told.getString("type"))) {
          faults.add("console: " + told.getJsonArray("args").encode());
        }
      }
      case "Log.entryAdded" -> {
        JsonObject entry = told.getJsonObject("entry");
        if (!List.of("verbose", "info").contains(entry.getString("level"))) {
          faults.add(kind(entry) + entry.getString("text") + " " + entry.getString("url", ""));
        }
      }
      case "Network.requestWillBeSent" -> {
        JsonObject request = told.getJsonObject("request");
        addresses.add(request.getString("url"));
        asked.add(
            request.getString("method") + ' ' + URI.create(request.getString("url")).getPath());
      }
      case "Network.webSocketCreated" -> addresses.add(told.getString("url"));
      case "Network.webSocketFrameSent" -> {
        if (told.getJsonObject("response").getString("payloadData").contains("chat.v1.beat")) {
          beats.incrementAndGet();
        }
      }
      case "ServiceWorker.workerRegistrationUpdated" ->
          told.getJsonArray("registrations").stream()
              .map(JsonObject.class::cast)
              .filter(each -> !each.getBoolean("isDeleted"))
              .forEach(each -> registration = each.getString("registrationId"));
      case "Network.loadingFinished" ->
          received.addAndGet(told.getDouble("encodedDataLength").longValue());
      default -> {
        // Of no interest.
      }
    }
  }

  private static String thrown(JsonObject told) {
    JsonObject details = told.getJsonObject("exceptionDetails");
    return details
        .getJsonObject("exception", new JsonObject())
        .getString("description", details.getString("text", ""));
  }

  /** Chromium books a socket that could not be opened under the script that wanted it. */
  private static String kind(JsonObject entry) {
    boolean socket = entry.getString("text").startsWith("WebSocket connection to");
    return socket ? NETWORK : entry.getString("source") + ": ";
  }

  private static String quoted(String text) {
    return Json.encode(text);
  }
}
