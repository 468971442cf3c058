package io.sotong.blackbox.browser;

import static org.assertj.core.api.Assertions.assertThat;

import io.sotong.blackbox.Await;
import io.sotong.blackbox.Sotong;
import io.sotong.blackbox.SotongProcess;
import io.sotong.push.Subscription;
import io.sotong.push.web.TestBrowser;
import io.sotong.push.web.TestPushService;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The bell, and what it brings. The browser's own push service is out of reach: its place is taken
 * by one of the test at which the page subscribes, and its pushes are handed to the worker as the
 * browser would; all else is real.
 */
class WebBellIT extends AtThePage {
  private static final Duration SOON = Duration.ofMinutes(2);
  private static final String PUSH = "/api/v1/devices/current/push";
  private static final int WIDE = 1280;
  private static final int HIGH = 800;

  /** Title and body of each notification that is shown now. */
  private static final String TOLD =
      "navigator.serviceWorker.ready.then((kept) => kept.getNotifications()).then((all) => all.map(({title, body}) => `${title}: ${body}`).sort().join())";

  /** Lets the page subscribe with that key to that endpoint; it lasts as long as the tab. */
  private static String subscribes(Subscription.Browser to) {
    return """
        (() => {
          if (!globalThis.PushManager) return;
          const bytes = (key) => Uint8Array.from(atob(key.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0)).buffer;
          const made = () => sessionStorage.pushed && {
            options: {applicationServerKey: bytes(sessionStorage.pushed)},
            toJSON: () => ({endpoint: '%s', keys: {p256dh: '%s', auth: '%s'}}),
            unsubscribe: async () => delete sessionStorage.pushed,
          };
          PushManager.prototype.getSubscription = async () => made();
          PushManager.prototype.subscribe = async ({userVisibleOnly, applicationServerKey}) => {
            if (!userVisibleOnly || bytes(applicationServerKey).byteLength !== 65) throw new DOMException('', 'NotAllowedError');
            sessionStorage.pushed = applicationServerKey;
            return made();
          };
        })()
        """
        .formatted(to.endpoint(), to.p256dh(), to.auth());
  }

  private static void turnsOn(Page page, Subscription.Browser to) {
    page.letsNotify(true);
    page.until("the worker keeps the page", "navigator.serviceWorker.controller");
    page.always(subscribes(to));
    page.click(".bell[aria-pressed=false]");
    page.see(".bell[data-state=on][aria-pressed=true]");
    page.see("#notice", "turned on");
  }

  /** Clicks on the notification of that title; the page that it would open, if any. */
  private static String clicks(Page page, String title) {
    return (String)
        page.inWorker(
            """
            (async () => {
              let opened = 'none';
              self.clients.openWindow = async (address) => (opened = address);
              // The user has clicked: without that a worker may not.
              WindowClient.prototype.focus = async function () { opened = 'focused'; };
              const notification = (await registration.getNotifications()).find(({title}) => title === '%s');
              const event = Object.assign(new Event('notificationclick'), {notification, waitUntil: (done) => (event.done = done)});
              self.dispatchEvent(event);
              await event.done;
              return opened;
            })()
            """
                .formatted(title));
  }

  @Test
  void whoIsAwayIsWokenAndLandsOnTheMessage() {
    Map<String, String> soon =
        Map.of("SOTONG_PRESENCE_HEARTBEAT_MS", "2000", "SOTONG_PRESENCE_TIMEOUT_MS", "6000");
    try (TestPushService service = new TestPushService();
        SotongProcess server =
            SotongProcess.start(
                with(soon, "SOTONG_PUSH_OWN_SERVICES", service.origin()), List.of())) {
      Sotong sotong = server.sotong();
      Visitor mina = Visitor.signsUp(browser(), sotong, "Mina", WIDE);
      Visitor juno = Visitor.signsUp(browser(), sotong, "준호", WIDE);
      mina.befriends(juno);
      mina.makesGroup("Hikers", juno);
      juno.opens("Hikers");
      TestBrowser browser = TestBrowser.make();
      turnsOn(juno.page(), browser.at(service.origin() + "/juno"));
      assertThat(juno.page().asked()).contains("PUT " + PUSH);
      juno.page().isFaultless();

      Page docs =
          browser()
              .openBeside(juno.page(), sotong.uri().resolve("/docs/api"), WIDE, HIGH, "body > *");
      juno.page().close();
      mina.says("are you on your way?");
      mina.says("<b>안녕</b>");
      mina.sees("안녕");
      Await.until(
          "the last is pushed",
          SOON,
          () -> service.read("/juno", browser).stream().anyMatch(push -> push.contains("안녕")));
      List<String> pushes = service.read("/juno", browser);
      String origin = docs.js("location.origin").toString();
      pushes.forEach(push -> docs.pushes(origin, push));
      docs.until("told once", TOLD + ".then((told) => told === 'Hikers (2): Mina: <b>안녕</b>')");
      String channel = new JsonObject(pushes.get(0)).getString("channelId");
      String opened = clicks(docs, "Hikers (2)");
      assertThat(opened).isEqualTo("/#/c/" + channel + "/2");
      docs.until("it is gone", TOLD + ".then((told) => told === '')");

      docs.always(subscribes(browser.at(service.origin() + "/juno")));
      docs.go(sotong.uri().resolve(opened));
      docs.see(".message.target .body", "<b>안녕</b>");
      docs.see(".bell[data-state=on]");
      docs.isFaultless();
    }
  }

  @Test
  void whoIsHereIsToldOnlyWhatIsNotBeforeTheirEyes() {
    Visitor mina = signsUp("Mina", WIDE);
    Visitor juno = signsUp("Juno", WIDE);
    mina.befriends(juno);
    mina.writesTo(juno);
    mina.says("here I am");
    mina.sees("here I am");
    Page page = juno.page();
    turnsOn(page, TestBrowser.make().at("https://push.example.org/juno"));
    juno.opens("Mina");
    juno.sees("here I am");
    String hash = page.js("location.hash").toString();
    String channel = hash.substring(hash.lastIndexOf('/') + 1);
    String origin = page.js("location.origin").toString();

    page.inWorker(
        """
        self.shown = [];
        registration.showNotification = (title, what) => (self.shown.push(title), ServiceWorkerRegistration.prototype.showNotification.call(registration, title, what));
        1
        """);
    page.pushes(origin, push(channel, 1).encode());
    page.pushes(origin, push("another", 7).put("unreadCount", 3).encode());
    page.pushes(origin, "no JSON");
    page.until(
        "of the others", TOLD + ".then((told) => told === 'Mina (3): hello,Sotong: New message')");
    assertThat(page.inWorker("self.shown.sort().join()")).isEqualTo("Mina (3),Sotong");
    page.click(".tabs a", "Friends");
    page.seeNo(".conversation");
    page.pushes(origin, push(channel, 1).put("channelName", "Hikers").encode());
    page.until("of this one too", TOLD + ".then((told) => told.includes('Hikers: Mina: hello'))");
    assertThat(clicks(page, "Hikers")).isEqualTo("focused");
    page.see(".message.target .body", "here I am");
    juno.says("I have read it");
    page.until("what was read is told no more", TOLD + ".then((told) => !told.includes('Hikers'))");

    page.hidden(true);
    mina.says("behind another window");
    page.until("told", TOLD + ".then((told) => told.includes('Mina: behind another window'))");
    page.hidden(false);
    juno.sees("behind another window");
    page.until("seen", TOLD + ".then((told) => !told.includes('behind'))");
    page.isFaultless();
  }

  private static JsonObject push(String channel, long seq) {
    return new JsonObject()
        .put("channelId", channel)
        .put("seq", seq)
        .put("senderId", "someone")
        .put("senderName", "Mina")
        .put("preview", "hello")
        .put("count", 1)
        .put("unreadCount", 1);
  }

  @Test
  void theBellSaysWhatIsTrue() {
    Visitor mina = signsUp("Mina", WIDE);
    Page page = mina.page();
    page.letsNotify(false);
    page.see(".bell[data-state=denied]");
    page.click(".bell");
    page.see("#notice", "blocked");

    page.letsNotify(true);
    page.see(".bell[data-state=off]");
    page.always(subscribes(TestBrowser.make().at("https://127.0.0.1/refused")));
    page.until("the worker keeps the page", "navigator.serviceWorker.controller");
    page.click(".bell");
    page.see("#notice", "did not accept");
    page.see(".bell[data-state=off][aria-pressed=false]");
    assertThat(page.js("String(sessionStorage.pushed)")).isEqualTo("undefined");

    turnsOn(page, TestBrowser.make().at("https://push.example.org/mina"));
    page.click(".place");
    page.see(".settings p", "turned on");
    page.reload();
    page.see(".bell[data-state=on]");
    Await.until("registered anew", SOON, () -> registered(page) == 3);
    page.js("delete sessionStorage.pushed");
    page.inWorker(
        "self.dispatchEvent(Object.assign(new Event('pushsubscriptionchange'), {newSubscription: {}, waitUntil() {}}))");
    Await.until("after a change too", SOON, () -> registered(page) == 4);
    page.click(".bell");
    page.see(".bell[data-state=off]");
    assertThat(page.asked()).contains("DELETE " + PUSH);
    assertThat(page.js("String(sessionStorage.pushed)")).isEqualTo("undefined");

    page.click(".bell");
    page.see(".bell[data-state=on]");
    page.letsNotify(false);
    page.see(".bell[data-state=denied]");
    page.letsNotify(true);
    page.see(".bell[data-state=off]");
    page.click(".bell");
    page.see(".bell[data-state=on]");
    mina.signsOut();
    assertThat(page.js("sessionStorage.pushed ?? localStorage['sotong.woken'] ?? 'gone'"))
        .isEqualTo("gone");

    page.always("delete globalThis.PushManager");
    Visitor.signsUp(page, "Tess");
    page.see(".bell[data-state=unsupported]");
    page.click(".bell");
    page.see("#notice", "shows no notifications");
    page.forgiveNetwork();
    page.isFaultless();
  }

  private static long registered(Page page) {
    return page.asked().stream().filter(("PUT " + PUSH)::equals).count();
  }

  @Test
  void aMutedChannelIsMutedOnAllDevices() {
    Visitor mina = signsUp("Mina", WIDE);
    Visitor juno = signsUp("Juno", WIDE);
    mina.befriends(juno);
    mina.makesGroup("Hikers", juno);
    Visitor elsewhere = juno.atAnotherWindow(browser(), sotong());
    juno.opens("Hikers");
    juno.page().click("[aria-label='More about this chat']");
    juno.page().click("[role=menuitem]", "Mute");
    juno.page().see(".conversation h2 .muted");
    juno.page().see("[aria-label=Chats] .muted");
    elsewhere.page().see("[aria-label=Chats] .muted");
    mina.says("quietly");
    elsewhere.page().see("[aria-label=Chats] .quiet .badge", "1");
    elsewhere.page().picture("muted-wide");
    elsewhere.opens("Hikers");
    elsewhere.page().click("[aria-label='More about this chat']");
    elsewhere.page().click("[role=menuitem]", "Unmute");
    juno.page().seeNo("[aria-label=Chats] .muted");
    juno.page().seeNo(".conversation h2 .muted");
    elsewhere.page().click(".place");
    elsewhere.page().click("#preview");
    juno.page().click(".place");
    juno.page().see("#preview");
    juno.page().until("as there", "!document.querySelector('#preview').checked");
    for (Visitor each : List.of(mina, juno, elsewhere)) {
      each.page().isFaultless();
    }
  }

  private static Map<String, String> with(Map<String, String> map, String name, String value) {
    Map<String, String> all = new HashMap<>(map);
    all.put(name, value);
    return all;
  }
}
