package io.sotong.blackbox.browser;

import static org.assertj.core.api.Assertions.assertThat;

import io.sotong.blackbox.Await;
import io.sotong.blackbox.SotongProcess;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What the page does when the network, the server or the tab goes away. */
class WebResilienceIT extends AtThePage {
  private static final Duration WITHOUT_NETWORK = Duration.ofSeconds(30);

  @Test
  void aReloadInTheMidstOfSendingLosesAndDoublesNothing() {
    Visitor mina = signsUp("Mina", Visitor.WIDE);
    Visitor juno = signsUp("Juno", Visitor.WIDE);
    mina.befriends(juno);
    mina.writesTo(juno);
    List<String> all = IntStream.rangeClosed(1, 30).mapToObj(n -> "message " + n).toList();
    for (String body : all) {
      mina.says(body);
      if (body.endsWith("0")) {
        mina.page().reload();
        mina.page().see("#composer");
      }
    }
    mina.sees("message 30");
    mina.page().seeNo(".message.pending");
    juno.opens("Mina");
    juno.sees("message 30");
    assertThat(juno.allReads()).isEqualTo(all);
    assertThat(mina.allReads()).isEqualTo(all);
    mina.page().isFaultlessButForNetwork();
    juno.page().isFaultless();
  }

  @Test
  void withoutANetworkItIsReadAndWrittenAndSentWhenThatIsBack() {
    Visitor mina = signsUp("Mina", Visitor.PHONE);
    Visitor juno = signsUp("Juno", Visitor.WIDE);
    mina.befriends(juno);
    mina.writesTo(juno);
    mina.says("before the tunnel");
    juno.opens("Mina");
    juno.sees("before the tunnel");
    mina.sees("before the tunnel");

    mina.page().offline(true);
    mina.page().see(".conversation .who p", "offline");
    mina.says("in the tunnel");
    mina.page().see(".message.pending .body", "in the tunnel");
    juno.says("where are you?");
    juno.sees("where are you?");
    mina.page().picture("offline-phone");
    mina.page().click(".back");
    mina.page().see(".strip", "offline");
    mina.page().click("[aria-label=Chats] .name", "Juno");
    mina.page().see(".message .body", "before the tunnel");
    Await.pass(WITHOUT_NETWORK);
    assertThat(juno.reads()).doesNotContain("in the tunnel");

    mina.page().offline(false);
    mina.sees("in the tunnel");
    mina.sees("where are you?");
    juno.sees("in the tunnel");
    List<String> all = List.of("before the tunnel", "where are you?", "in the tunnel");
    assertThat(juno.reads()).isEqualTo(all);
    mina.page().until("in the same order", "document.querySelectorAll('.message').length === 3");
    assertThat(mina.reads()).isEqualTo(all);
    mina.page().isFaultlessButForNetwork();
    juno.page().isFaultless();
  }

  @Test
  void itOpensFromWhatTheDeviceKeepsWhileTheServerIsAway() {
    try (SotongProcess server = SotongProcess.start()) {
      Visitor mina = Visitor.signsUp(browser(), server.sotong(), "Mina", Visitor.WIDE);
      Visitor juno = Visitor.signsUp(browser(), server.sotong(), "Juno", Visitor.WIDE);
      mina.befriends(juno);
      mina.writesTo(juno);
      mina.says("kept here");
      mina.sees("kept here");
      juno.opens("Mina");
      juno.says("and here");
      mina.sees("and here");
      mina.page().until("the worker keeps the page", "navigator.serviceWorker.controller");
      mina.page().type("#composer", "half a thou");
      mina.page().until("the draft is kept", KEPT_DRAFT);

      server.kill9();
      mina.page().reload();
      mina.page().see(".message .body", "and here");
      assertThat(mina.reads()).isEqualTo(List.of("kept here", "and here"));
      assertThat(mina.page().js("document.querySelector('#composer').value"))
          .isEqualTo("half a thou");
      mina.says("written while it was away");
      mina.page().see(".message.pending .body", "written while it was away");
      mina.page().reload();
      mina.page().see(".message.pending .body", "written while it was away");

      server.restart();
      mina.sees("written while it was away");
      juno.sees("written while it was away");
      assertThat(juno.reads()).containsOnlyOnce("written while it was away").hasSize(3);
      mina.page().isFaultlessButForNetwork();
    }
  }

  @Test
  void whatWasShownAsSentIsThereOnceAfterTheServerWasKilled() {
    try (SotongProcess server = SotongProcess.start()) {
      Visitor mina = Visitor.signsUp(browser(), server.sotong(), "Mina", Visitor.WIDE);
      Visitor juno = Visitor.signsUp(browser(), server.sotong(), "Juno", Visitor.WIDE);
      mina.befriends(juno);
      mina.writesTo(juno);
      IntStream.rangeClosed(1, 20).forEach(n -> mina.says("before " + n));
      mina.sees("before 10");
      server.kill9();
      mina.page().see(".strip", "Reconnecting");
      mina.page().picture("reconnecting-wide");
      mina.says("while it was away");
      mina.page().see(".message.pending .body", "while it was away");
      server.restart();
      mina.page().see(".strip", "Connected");
      mina.sees("while it was away");
      mina.page().seeNo(".message.pending");
      juno.page().see(".strip", "Connected");
      juno.opens("Mina");
      juno.sees("while it was away");

      List<String> all =
          IntStream.rangeClosed(1, 21)
              .mapToObj(n -> n <= 20 ? "before " + n : "while it was away")
              .toList();
      assertThat(mina.allReads()).isEqualTo(all);
      assertThat(juno.allReads()).isEqualTo(all);
      mina.page().isFaultlessButForNetwork();
      juno.page().isFaultlessButForNetwork();
    }
  }

  @Test
  void twoTabsAreOneDeviceWithOneConnection() {
    Visitor mina = signsUp("Mina", Visitor.WIDE);
    Visitor juno = signsUp("Juno", Visitor.WIDE);
    mina.befriends(juno);
    Page tab = mina.atAnotherTab(browser(), sotong());
    Visitor beside = new Visitor(tab, mina.username(), "Mina");
    assertThat(sockets(mina.page())).hasSize(1);
    assertThat(sockets(tab)).isEmpty();

    mina.writesTo(juno);
    beside.writesTo(juno);
    mina.says("from the first tab");
    beside.sees("from the first tab");
    beside.says("from the second tab");
    mina.sees("from the second tab");
    juno.opens("Mina");
    juno.says("seen in both");
    beside.sees("seen in both");
    mina.sees("seen in both");
    assertThat(juno.reads()).hasSize(3);
    assertThat(beside.reads()).isEqualTo(mina.reads()).isEqualTo(juno.reads());
    tab.click(".place");
    tab.see(".settings .row .last", "this browser");
    assertThat(tab.texts(".settings .row")).hasSize(1);
    tab.press("Escape");
    beside.writesTo(juno);

    mina.page().close();
    beside.says("the other one is closed");
    beside.sees("the other one is closed");
    assertThat(sockets(tab)).as("the tab that is left has the connection").hasSize(1);
    juno.says("still here?");
    beside.sees("still here?");
    assertThat(beside.reads()).hasSize(5);

    Page third = beside.atAnotherTab(browser(), sotong());
    third.see("[aria-label=Chats] .last", "still here?");
    beside.signsOut();
    third.see(".door");
    third.isFaultlessButForNetwork();
  }

  @Test
  void aFullDiskBreaksNothingAndWhatCouldNotBeKeptIsKeptLater() {
    Visitor mina = signsUp("Mina", Visitor.WIDE);
    Visitor juno = signsUp("Juno", Visitor.WIDE);
    mina.befriends(juno);
    mina.writesTo(juno);
    juno.writesTo(mina);
    mina.says("while there is room");
    mina.sees("while there is room");
    mina.page().full(true);
    mina.says("without room");
    mina.sees("without room");
    juno.sees("without room");
    juno.says("nor for this");
    mina.sees("nor for this");
    mina.page().type("#composer", "a draft");
    mina.page().isFaultless();

    mina.page().full(false);
    juno.says("now there is");
    mina.sees("now there is");
    mina.page().until("all is kept", "(" + KEPT_MESSAGES + ").then((kept) => kept === 4)");
    mina.page().isFaultless();
  }

  @Test
  void whatTheDeviceKeepsStaysWithinItsBounds() {
    Visitor mina = signsUp("Mina", Visitor.WIDE);
    assertThat(mina.page().js(TRIMMED))
        .as("the newest 8 of each channel, 12 in all, those of the channel named first first")
        .isEqualTo("b 3..10, c 7..10");
    assertThat(mina.page().js(BOUNDED)).as("after every 500").isEqualTo("c 5001..10000");
    mina.page().isFaultless();
  }

  /** Three channels of ten messages, trimmed. */
  private static final String TRIMMED =
      """
      (async () => {
        const {IndexedDbCache} = await import(document.querySelector('[href$="sdk/cache.js"]').href);
        const cache = await IndexedDbCache.open('trimmed');
        const row = (channelId, seq) => ({store: 'messages', put: {channelId, seq}});
        await cache.write(['a', 'b', 'c'].flatMap((id) => Array.from({length: 10}, (_, i) => row(id, i + 1))));
        await cache.trim(['gone', 'b', 'c'], 8, 12);
        const runs = [];
        for (const id of ['a', 'b', 'c']) {
          const kept = await cache.messages(id, 0, Infinity);
          if (kept.length) runs.push(`${id} ${kept[0].seq}..${kept.at(-1).seq}`);
        }
        await cache.destroy();
        return runs.join(', ');
      })()
      """;

  /** The cache as the page opens it, filled with twice as many of a channel as it keeps. */
  private static final String BOUNDED =
      """
      (async () => {
        const {openCache} = await import(document.querySelector('[href$="sdk/cache.js"]').href);
        const cache = await openCache('bounded');
        for (let seq = 1; seq <= 10_000; seq += 1_000) {
          await cache.write(Array.from({length: 1_000}, (_, i) => ({store: 'messages', put: {channelId: 'c', seq: seq + i}})));
        }
        // The last trim was begun in the last write, and stands before this in the queue.
        const kept = await cache.messages('c', 0, Infinity);
        await cache.destroy();
        return `c ${kept[0].seq}..${kept.at(-1).seq}`;
      })()
      """;

  private static final String KEPT_MESSAGES =
      """
      new Promise((resolve) => {
        const user = JSON.parse(localStorage['sotong.session']).user.userId;
        indexedDB.open('sotong.' + user).onsuccess = ({target: {result: base}}) => {
          base.transaction('messages').objectStore('messages').count().onsuccess =
            ({target}) => (base.close(), resolve(target.result));
        };
      })
      """;

  private static final String KEPT_DRAFT =
      """
      new Promise((resolve) => {
        const user = JSON.parse(localStorage['sotong.session']).user.userId;
        indexedDB.open('sotong.' + user).onsuccess = ({target: {result: base}}) => {
          base.transaction('drafts').objectStore('drafts').getAll().onsuccess =
            ({target}) => (base.close(), resolve(target.result.some(({body}) => body === 'half a thou')));
        };
      })
      """;

  private static List<String> sockets(Page page) {
    return page.addresses().stream()
        .map(URI::create)
        .filter(address -> "ws".equals(address.getScheme()))
        .map(URI::toString)
        .toList();
  }
}
