package io.sotong.blackbox.browser;

import io.sotong.blackbox.Await;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A headless Chromium of this machine, with a profile of its own that is gone when it closes. */
final class Browser implements AutoCloseable {
  private static final Duration UP_WITHIN = Duration.ofSeconds(60);
  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");

  private final Process process;
  private final Path profile;
  private final Thread atExit;
  private final DevTools tools;

  private Browser(Path program) {
    try {
      profile = Files.createTempDirectory("sotong-browser-");
      process =
          new ProcessBuilder(
                  program.toString(),
                  "--headless=new",
                  "--no-sandbox",
                  "--disable-gpu",
                  "--disable-dev-shm-usage",
                  "--no-first-run",
                  "--disable-background-networking",
                  "--remote-debugging-port=0",
                  "--user-data-dir=" + profile,
                  "about:blank")
              .redirectErrorStream(true)
              .redirectOutput(profile.resolve("browser.log").toFile())
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    atExit = new Thread(process::destroyForcibly, "end the browser of a test");
    Runtime.getRuntime().addShutdownHook(atExit);
    Await.until("the browser is up", UP_WITHIN, () -> !process.isAlive() || address().size() == 2);
    List<String> address = address();
    if (address.size() < 2) {
      throw new AssertionError(program + " did not start, see " + profile.resolve("browser.log"));
    }
    tools = new DevTools(URI.create("ws://127.0.0.1:" + address.get(0) + address.get(1)));
  }

  /** The program: {@code CHROME} of the environment, or the first known name on the path. */
  static Optional<Path> installed() {
    String given = System.getenv().getOrDefault("CHROME", "");
    if (!given.isBlank()) {
      return Optional.of(Path.of(given));
    }
    List<String> folders = List.of(System.getenv().getOrDefault("PATH", "").split(":"));
    return NAMES.stream()
        .flatMap(name -> folders.stream().map(folder -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  static Browser start(Path program) {
    return new Browser(program);
  }

  /** A page in a context of its own: it shares no storage with any other. */
  Page open(URI address, int width, int height) {
    return open(address, width, height, Page.SHOWN);
  }

  /** The same of a page that shows itself by another selector than the client does. */
  Page open(URI address, int width, int height, String shown) {
    String context =
        call("Target.createBrowserContext", new JsonObject()).getString("browserContextId");
    return open(context, address, width, height, shown);
  }

  /** Another tab of the same browser, as a person would say: it shares that page's storage. */
  Page openBeside(Page page, URI address, int width, int height) {
    return openBeside(page, address, width, height, Page.SHOWN);
  }

  /** The same of a page that shows itself by another selector than the client does. */
  Page openBeside(Page page, URI address, int width, int height, String shown) {
    return open(page.context(), address, width, height, shown);
  }

  private Page open(String context, URI address, int width, int height, String shown) {
    JsonObject blank =
        new JsonObject()
            .put("url", "about:blank")
            .put("browserContextId", context)
            .put("newWindow", true)
            .put("width", width)
            .put("height", height);
    String target = call("Target.createTarget", blank).getString("targetId");
    JsonObject attach = new JsonObject().put("targetId", target).put("flatten", true);
    String session = call("Target.attachToTarget", attach).getString("sessionId");
    Page page = new Page(tools, context, target, session);
    page.begin(address, width, height, shown);
    return page;
  }

  private JsonObject call(String method, JsonObject parameters) {
    return tools.call(Optional.empty(), method, parameters);
  }

  @Override
  public void close() {
    tools.close();
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().removeShutdownHook(atExit);
    delete();
  }

  /** Port and path, once the browser has written them. */
  private List<String> address() {
    try {
      Path file = profile.resolve("DevToolsActivePort");
      return Files.exists(file) ? Files.readAllLines(file) : List.of();
    } catch (IOException halfWritten) {
      return List.of();
    }
  }

  /** As far as it goes: helpers of the browser may still be writing for a moment. */
  private void delete() {
    try (Stream<Path> below = Files.walk(profile)) {
      below.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
    } catch (IOException | UncheckedIOException leftToTheSystem) {
      profile.toFile().deleteOnExit();
    }
  }
}
