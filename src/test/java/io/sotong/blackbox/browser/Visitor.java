package io.sotong.blackbox.browser;

import io.sotong.blackbox.Sotong;
import io.vertx.core.json.JsonArray;
import java.util.List;

/** Someone at the page: the steps that several tests take. */
record Visitor(Page page, String username, String displayName) {
  static final String PASSWORD = "correct horse";
  static final int WIDE = 1280;
  static final int PHONE = 390;

  /** Opens the page in a window of its own and signs a new account up. */
  static Visitor signsUp(Browser browser, Sotong sotong, String displayName, int width) {
    return signsUp(browser.open(sotong.uri().resolve("/"), width, 800), displayName);
  }

  /** Signs a new account up at a page that shows the door. */
  static Visitor signsUp(Page page, String displayName) {
    String username = Sotong.freshName("guest");
    page.click(".door .link");
    page.type("#username", username);
    page.type("#displayName", displayName);
    page.type("#password", PASSWORD);
    page.click(".door .primary");
    page.see(".strip", "Connected");
    return new Visitor(page, username, displayName);
  }

  /** The same account at another window, which is another device. */
  Visitor atAnotherWindow(Browser browser, Sotong sotong) {
    return signsIn(browser, sotong, username, displayName, PASSWORD);
  }

  static Visitor signsIn(
      Browser browser, Sotong sotong, String username, String displayName, String password) {
    Page page = browser.open(sotong.uri().resolve("/"), WIDE, 800);
    page.type("#username", username);
    page.type("#password", password);
    page.click(".door .primary");
    page.see(".strip", "Connected");
    return new Visitor(page, username, displayName);
  }

  /** Finds the other one by name and asks. */
  void asks(Visitor other) {
    page.click(".tabs a", "Friends");
    page.type("#find", other.username);
    page.click(".finder button", "Find");
    page.click(".found button", "Add friend");
    page.see("[aria-label='Sent requests'] li", other.displayName);
  }

  /** Makes a group with those, and has it open. */
  void makesGroup(String name, Visitor... members) {
    page.click(".tabs a", "Chats");
    page.click("[aria-label='New group']");
    page.type("#group-name", name);
    for (Visitor member : members) {
      page.click(".choice", member.displayName);
    }
    page.click("dialog button", "Create group");
    page.see(".conversation h2", name);
  }

  /** Asks the other one, who accepts. */
  void befriends(Visitor other) {
    asks(other);
    other.page.click(".tabs a", "Friends");
    other.page.click("[aria-label=Requests] button", "Accept");
    other.page.see("[aria-label=Friends] li", displayName);
    page.see("[aria-label=Friends] li", other.displayName);
  }

  /** Opens the chat with a friend from the list of friends. */
  void writesTo(Visitor friend) {
    page.click(".tabs a", "Friends");
    String row = "[aria-label=Friends] li:has(.name)";
    page.see(row, friend.displayName);
    page.js(
        "[...document.querySelectorAll('%s')].find(e => e.textContent.includes('@%s')).querySelector('.round').click()"
            .formatted(row, friend.username));
    page.see(".conversation h2", friend.displayName);
  }

  /** Another tab of this browser, where the same account is signed in already. */
  Page atAnotherTab(Browser browser, Sotong sotong) {
    Page tab = browser.openBeside(page, sotong.uri().resolve("/"), WIDE, 800);
    tab.see(".strip", "Connected");
    return tab;
  }

  /** What stands in the conversation as sent but not yet stored, or as refused. */
  List<String> waits() {
    return page.texts(".message:not([data-seq]) .body");
  }

  /** Signs this device out. */
  void signsOut() {
    page.click(".place");
    page.see(".settings .row .last", "this browser");
    page.click(".settings .part:last-child button", "Sign out");
    page.see(".door");
  }

  /** Opens a chat of the list of chats. */
  void opens(String title) {
    page.click(".tabs a", "Chats");
    page.click("[aria-label=Chats] .name", title);
    page.see(".conversation h2", title);
  }

  /** Writes a message and sends it with Enter. */
  void says(String body) {
    page.type("#composer", body);
    page.enter(false);
  }

  /** Waits until the message stands in the conversation as stored. */
  void sees(String body) {
    page.see(".message[data-seq] .body", body);
  }

  /** Searches, again and again until the index has it, as a person would. */
  void finds(String words, String hit) {
    page.click(".tabs [title='Search messages']");
    page.type("#search", words);
    page.until(
        "found: " + hit,
        """
        (() => {
          if ([...document.querySelectorAll('.hits li')].some((each) => each.textContent.includes('%s'))) return true;
          document.querySelector('#search').dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', cancelable: true}));
        })()
        """
            .formatted(hit));
  }

  /** Reads the open conversation from its end up to its first message; every seq that was seen. */
  List<Integer> readsUpwards() {
    JsonArray seen =
        (JsonArray)
            page.js(
                """
                (async () => {
                  const scroll = document.querySelector('.scroll');
                  const seen = new Set();
                  while (!seen.has(1)) {
                    for (const node of scroll.querySelectorAll('[data-seq]')) seen.add(Number(node.dataset.seq));
                    scroll.scrollTop -= scroll.clientHeight;
                    await new Promise(requestAnimationFrame);
                  }
                  return [...seen].sort((a, b) => a - b);
                })()
                """);
    return seen.stream().map(Integer.class::cast).toList();
  }

  /**
   * All stored messages of the open conversation from its first on, which is read from top to
   * bottom for that: only what is seen of it is in the page.
   */
  List<String> allReads() {
    page.until(
        "the first message is there",
        "document.querySelector('.scroll').scrollTo(0, 0), document.querySelector('[data-seq=\"1\"]')");
    JsonArray all =
        (JsonArray)
            page.js(
                """
                (async () => {
                  const scroll = document.querySelector('.scroll');
                  const found = [];
                  for (let last = -1; scroll.scrollTop !== last; ) {
                    for (const node of scroll.querySelectorAll('[data-seq]')) found[node.dataset.seq - 1] = node.querySelector('.body').textContent;
                    last = scroll.scrollTop;
                    scroll.scrollTop += scroll.clientHeight / 2;
                    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
                  }
                  return found;
                })()
                """);
    return all.stream().map(String::valueOf).toList();
  }

  /** Messages of the open conversation that are in the page, from top to bottom. */
  List<String> reads() {
    return page.texts(".message .body");
  }
}
