package io.sotong.blackbox.browser;

import io.sotong.blackbox.Device;
import io.sotong.blackbox.Person;
import io.sotong.blackbox.Sotong;
import io.sotong.blackbox.SotongProcess;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * Measures the page: the time to the first view of messages, cold and from what the device keeps;
 * the longest frame while 10,000 messages are scrolled through; the bytes of a reload with nothing
 * new. It is a program, not a test: a busy machine makes no failure.
 */
final class Figures {
  private static final int MESSAGES = 10_000;
  private static final int ROUNDS = 5;

  /** When the first message was drawn, from the navigation's start, in ms. */
  private static final String FIRST_MESSAGE =
      """
      new Promise((resolve) => {
        const look = () => document.querySelector('.message .body')
          ? requestAnimationFrame(() => resolve(Math.round(performance.now())))
          : setTimeout(look, 1);
        look();
      })
      """;

  /** Scrolls by so much a frame until the message of that seq is there. */
  private static final String SCROLL =
      """
      (async () => {
        const scroll = document.querySelector('.scroll');
        let longest = 0, frames = 0, last = performance.now();
        while (!document.querySelector('[data-seq="%2$d"]')) {
          await new Promise(requestAnimationFrame);
          const now = performance.now();
          longest = Math.max(longest, now - last);
          last = now;
          frames++;
          scroll.scrollTop += %1$d;
        }
        return {longestFrameMs: Math.round(longest), frames, inThePage: document.querySelectorAll('.message').length};
      })()
      """;

  private Figures() {}

  public static void main(String[] args) {
    Map<String, String> unlimited =
        Map.of(
            "SOTONG_LIMITS_SENDS_PER_SECOND", "100000",
            "SOTONG_LIMITS_SENDS_BURST", "100000",
            "SOTONG_LIMITS_REQUESTS_PER_SECOND", "1000");
    try (SotongProcess server = SotongProcess.start(unlimited, List.of());
        Browser browser = Browser.start(Browser.installed().orElseThrow())) {
      measure(server.sotong(), browser);
    }
  }

  private static void measure(Sotong sotong, Browser browser) {
    Person person = sotong.signUp("reader");
    Device reader = person.logIn();
    Device writer = sotong.arrive("writer");
    String channel = writer.directWith(reader);
    for (int n = 1; n <= MESSAGES; n++) {
      writer.say(channel, "Message " + n + ". " + "A few more words. ".repeat(n % 7));
    }
    reader
        .api()
        .put("/channels/" + channel + "/read", new JsonObject().put("seq", MESSAGES))
        .isSuccess();

    List<Integer> cold = new ArrayList<>();
    for (int i = 0; i < ROUNDS; i++) {
      JsonObject session = reader.session().copy().put("expiresAt", Long.MAX_VALUE >> 11);
      Page page = browser.open(sotong.uri().resolve("/docs/api"), Visitor.WIDE, 800, "body > *");
      page.js("localStorage['sotong.session'] = " + Json.encode(session.encode()));
      page.go(sotong.uri().resolve("/#/c/" + channel));
      cold.add((Integer) page.js(FIRST_MESSAGE));
      page.close();
    }
    Visitor visitor =
        Visitor.signsIn(browser, sotong, person.username(), "The reader", person.password());
    Page page = visitor.page();
    visitor.opens("The writer");
    page.see(".message");
    page.until("the worker keeps the page", "navigator.serviceWorker.controller");
    List<Integer> warm = new ArrayList<>();
    List<Long> bytes = new ArrayList<>();
    for (int i = 0; i < ROUNDS; i++) {
      long before = page.received();
      page.reload();
      warm.add((Integer) page.js(FIRST_MESSAGE));
      page.see(".strip", "Connected");
      page.js("new Promise((done) => setTimeout(done, 1000))");
      bytes.add(page.received() - before);
    }
    JsonObject up = (JsonObject) page.js(SCROLL.formatted(-900, 1));
    JsonObject down = (JsonObject) page.js(SCROLL.formatted(900, MESSAGES));
    System.out.println("first view of messages, cold:      " + median(cold) + " ms " + cold);
    System.out.println("first view of messages, kept here: " + median(warm) + " ms " + warm);
    System.out.println("reload with nothing new:           " + bytes + " bytes");
    System.out.println("scroll up while they are loaded:   " + up.encode());
    System.out.println("scroll down through all of them:   " + down.encode());
  }

  private static int median(List<Integer> values) {
    List<Integer> sorted = new ArrayList<>(values);
    Collections.sort(sorted);
    return sorted.get(sorted.size() / 2);
  }
}
