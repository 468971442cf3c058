package io.sotong.blackbox.browser;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The page for everyone: by keyboard, by ear, in the dark, on the smallest screen. */
class WebAccessIT extends AtThePage {
  private static final int SMALLEST = 320;

  @Test
  void axeFindsNothingInLightAndDark() {
    Visitor mina = signsUp("Mina", Visitor.WIDE);
    Visitor juno = signsUp("준호", Visitor.WIDE);
    mina.befriends(juno);
    mina.makesGroup("Hikers", juno);
    juno.opens("Hikers");
    juno.says("hello @" + mina.username() + " https://example.org/");
    mina.sees("hello");
    mina.says("long ".repeat(600));
    mina.page().see(".message .fold");
    juno.says("one more");
    mina.sees("one more");
    Page page = mina.page();
    page.click("[aria-label='More about this chat']");
    page.click("[role=menuitem]", "Mute");
    page.see("[aria-label=Chats] .muted");
    page.click(".tabs a", "Friends");
    page.click(".tabs a", "Chats");
    juno.says("not heard");
    page.see("[aria-label=Chats] .quiet .badge", "1");
    nothingIsWrong(page, "a muted chat");
    mina.opens("Hikers");
    for (String scheme : List.of("light", "dark")) {
      page.prefers("prefers-color-scheme", scheme);
      page.resize(1280, 800);
      page.see(".message[data-seq]");
      nothingIsWrong(page, "conversation " + scheme);
      page.picture("group-wide-" + scheme);
      page.type("#composer", "@");
      page.see(".completion");
      nothingIsWrong(page, "completion " + scheme);
      page.press("Escape");
      page.type("#composer", "x");
      page.click("[aria-label='Group members']");
      nothingIsWrong(page, "group " + scheme);
      page.press("Escape");
      page.seeNo("dialog");
      page.click("[aria-label='More about this chat']");
      page.see("[role=menu]");
      nothingIsWrong(page, "menu " + scheme);
      page.press("Escape");
      page.click(".tabs a", "Friends");
      page.see("[aria-label=Friends] li");
      nothingIsWrong(page, "friends " + scheme);
      mina.finds("hello", "hello");
      nothingIsWrong(page, "search " + scheme);
      page.picture("search-wide-" + scheme);
      page.click(".tabs [title=Mentions]");
      page.see(".hits mark");
      nothingIsWrong(page, "mentions " + scheme);
      page.resize(Visitor.PHONE, 844);
      page.picture("mentions-phone-" + scheme);
      mina.finds("hello", "hello");
      nothingIsWrong(page, "search on a phone " + scheme);
      page.picture("search-phone-" + scheme);
      page.resize(1280, 800);
      page.click(".place");
      page.see(".settings .row");
      nothingIsWrong(page, "settings " + scheme);
      page.picture("settings-wide-" + scheme);
      page.resize(Visitor.PHONE, 844);
      nothingIsWrong(page, "settings on a phone " + scheme);
      page.click(".settings .back");
      page.see(".side [aria-label=Chats] .name");
      nothingIsWrong(page, "list on a phone " + scheme);
      page.click("[aria-label=Chats] .name", "Hikers");
      nothingIsWrong(page, "conversation on a phone " + scheme);
      page.picture("group-phone-" + scheme);
    }
    juno.signsOut();
    for (String scheme : List.of("light", "dark")) {
      juno.page().prefers("prefers-color-scheme", scheme);
      nothingIsWrong(juno.page(), "door " + scheme);
    }
    page.isFaultless();
  }

  @Test
  void everythingIsReachedByKeyboard() {
    Visitor mina = signsUp("Mina", Visitor.WIDE);
    Visitor juno = signsUp("Juno", Visitor.WIDE);
    mina.befriends(juno);
    mina.writesTo(juno);
    mina.says("first");
    mina.sees("first");
    mina.makesGroup("Hikers", juno);
    Page page = mina.page();
    page.press("ArrowDown", ALT);
    page.see(".conversation h2", "Juno");
    page.press("ArrowUp", ALT);
    page.see(".conversation h2", "Hikers");
    page.press("ArrowDown", ALT);
    page.see(".conversation h2", "Juno");
    page.until("ready to write", "document.activeElement.id === 'composer'");
    page.commit("by keyboard");
    page.enter(false);
    mina.sees("by keyboard");

    page.press("Tab", SHIFT);
    page.until("on the message", "document.activeElement.matches('.message .act')");
    page.enter(false);
    page.until("in the menu", "document.activeElement.matches('[role=menuitem]')");
    page.press("ArrowDown");
    page.until("at the second", "document.activeElement.textContent === 'Copy link to message'");
    page.press("Escape");
    page.until("back on the message", "document.activeElement.matches('.message .act')");

    page.js("document.querySelector('#filter').focus()");
    page.commit("hik");
    page.until(
        "one is found", "document.querySelectorAll('[aria-label=Chats] .name').length === 1");
    page.enter(false);
    page.see(".conversation h2", "Hikers");
    page.until("announced", "document.querySelector('#live[aria-live=polite]')");
    juno.opens("Hikers");
    juno.says("do you hear me?");
    page.until(
        "told to a screen reader",
        "document.querySelector('#live').textContent === 'Juno: do you hear me?'");
    page.isFaultless();
  }

  @Test
  void nothingIsCutOffOnTheSmallestScreenNorWhenMagnified() {
    Visitor mina = signsUp("Mina Park-Müller von und zu Irgendwo", SMALLEST);
    Visitor juno = signsUp("Juno", Visitor.WIDE);
    Page page = mina.page();
    fits(page);
    mina.befriends(juno);
    fits(page);
    mina.writesTo(juno);
    mina.says(
        "Donaudampfschifffahrtsgesellschaftskapitänsmütze".repeat(3)
            + " https://example.org/"
            + "a".repeat(200));
    mina.says("שלום עולם, how are you?");
    mina.sees("שלום עולם");
    assertThat(
            page.js("getComputedStyle([...document.querySelectorAll('.body')].at(-1)).direction"))
        .isEqualTo("rtl");
    fits(page);
    page.picture("conversation-smallest");
    page.click(".conversation .back");
    mina.finds("Donau", "Donau");
    fits(page);
    page.picture("search-smallest");
    page.click(".tabs a", "Chats");
    page.click(".place");
    page.see(".settings .row");
    fits(page);
    page.click(".settings .back");
    page.js("document.documentElement.style.fontSize = '200%'");
    page.see("[aria-label=Chats] .name", "Juno");
    fits(page);
    page.picture("list-magnified");
    page.click("[aria-label=Chats] .name", "Juno");
    fits(page);
    page.see("[aria-label=Send]");
    assertThat(
            page.js(
                "(({right, bottom}) => right <= innerWidth && bottom <= innerHeight)(document.querySelector('[aria-label=Send]').getBoundingClientRect())"))
        .isEqualTo(true);
    page.prefers("prefers-reduced-motion", "reduce");
    page.until("nothing moves", "document.getAnimations().length === 0");
    page.isFaultless();
  }

  private static final int ALT = 1;
  private static final int SHIFT = 8;

  private static void nothingIsWrong(Page page, String where) {
    assertThat(page.axe()).as(where).isEmpty();
  }

  private static void fits(Page page) {
    assertThat(
            page.js(
                "[...document.querySelectorAll('body *')].filter((e) => e.checkVisibility() && !e.closest('.unseen') && e.getBoundingClientRect().right > innerWidth + 0.5).map((e) => e.outerHTML.slice(0, 120))"))
        .isEqualTo(new JsonArray());
    assertThat(page.js("document.documentElement.scrollWidth")).isEqualTo(SMALLEST);
    assertThat(
            page.js(
                "[...document.querySelectorAll('.scroll, .list, .page')].every((e) => e.scrollWidth <= e.clientWidth)"))
        .isEqualTo(true);
  }
}
