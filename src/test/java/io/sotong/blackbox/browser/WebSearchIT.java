package io.sotong.blackbox.browser;

import static org.assertj.core.api.Assertions.assertThat;

import io.sotong.blackbox.Device;
import io.sotong.blackbox.Person;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Finding again: by words, in one chat or in all, and by who was mentioned. */
class WebSearchIT extends AtThePage {
  private static final String HITS = ".hits [data-hit]";
  private static final int CONTROL = 2;
  private static final int SHIFT = 8;

  @Test
  void wordsAreFoundMarkedAndJumpedTo() {
    Person person = sotong().signUp("reader");
    Device reader = person.logIn();
    Device writer = sotong().arrive("writer");
    String direct = writer.directWith(reader);
    String group = writer.groupWith(reader);
    writer.say(direct, "😀😀 <b>임원회의</b>에서 봬요");
    IntStream.rangeClosed(1, 150).forEach(n -> writer.say(group, "line " + n));
    writer.say(group, "x ".repeat(300) + "회의실은 여기");
    Visitor visitor =
        Visitor.signsIn(browser(), sotong(), person.username(), "The reader", person.password());
    Page page = visitor.page();
    page.see("[aria-label=Chats] .name", "A group");
    page.press("f", CONTROL | SHIFT);
    page.until("ready to search", "document.activeElement.id === 'search'");
    page.see(".end .plain", "parts of words");

    // A syllable that is not finished is looked for, and Enter then belongs to the input method.
    page.compose("회");
    page.enter(true);
    page.press("Enter");
    page.compose("회의");
    page.commit("회의");
    visitor.finds("회의", "회의실은");
    page.until("both", "document.querySelectorAll('%s').length === 2".formatted(HITS));
    assertThat(page.texts(".hits mark")).containsExactly("회의", "회의");
    assertThat(page.texts(".hits .words").get(0)).startsWith("…").endsWith("여기");
    assertThat(page.texts(".hits .words").get(1)).isEqualTo("😀😀 <b>임원회의</b>에서 봬요");
    assertThat(page.texts(".hits .name")).containsExactly("A group", "The writer");
    page.picture("search-wide");
    page.press("ArrowDown");
    page.press("ArrowDown");
    page.enter(false);
    page.see(".message.target .body", "임원회의");
    assertThat(page.texts(HITS)).as("what was found stays").hasSize(2);

    visitor.finds("line 79", "line 79");
    page.click(".hits .words", "line 79");
    page.see(".message.target .body", "line 79");
    page.press("End");
    page.seeNo(".message.target");
    page.click(".hits .words", "line 79");
    page.see(".message.target .body", "line 79");

    page.js("document.querySelector('#search-in').value = '" + direct + "'");
    page.js("document.querySelector('#search-in').dispatchEvent(new Event('change'))");
    page.see(".end .plain", "Nothing found for “line 79”");
    page.js("document.querySelector('#search-in').value = ''");
    page.type("#search", "line");
    page.until("a page", "document.querySelectorAll('%s').length === 30".formatted(HITS));
    page.until(
        "all of them by scrolling",
        "document.querySelector('.list').scrollTo(0, 1e9), document.querySelectorAll('%s').length === 150"
            .formatted(HITS));
    assertThat(page.texts(".hits .words")).startsWith("line 150").endsWith("line 1");

    page.resize(Visitor.PHONE, 844);
    page.click(".back");
    page.see(HITS);
    page.picture("search-phone");
    page.click(".hits .words", "line 9");
    page.see(".message.target .body", "line 9");
    page.click("[aria-label='More about this chat']");
    page.click("[role=menuitem]", "Search in this chat");
    page.see("#search");
    assertThat(page.js("document.querySelector('#search-in').value")).isEqualTo(group);
    page.isFaultless();
  }

  @Test
  void whatIsNotThereIsSaid() {
    Visitor mina = signsUp("Mina", Visitor.WIDE);
    Visitor juno = signsUp("Juno", Visitor.WIDE);
    mina.befriends(juno);
    mina.writesTo(juno);
    Page page = mina.page();
    page.click(".tabs [title='Search messages']");
    page.type("#search", "nowhere");
    page.see(".end .plain", "Nothing found for “nowhere”");
    page.js("window.fetched = window.fetch; 1");
    for (String code : List.of("not_found", "unavailable")) {
      page.js(
          "window.fetch = async () => Response.json({code: '%s'}, {status: 503})".formatted(code));
      page.type("#search", code);
      page.see(".end .plain", "not available");
      page.see(".end button", "Try again");
    }
    page.js("window.fetch = window.fetched; 1");
    page.click(".end button");
    page.see(".end .plain", "Nothing found for “unavailable”");
    page.offline(true);
    page.see(".strip", "offline");
    page.type("#search", "in the tunnel");
    page.see(".end .plain", "You are offline");
    page.offline(false);
    page.see(".end .plain", "Nothing found for “in the tunnel”");
    page.isFaultlessButForNetwork();
  }

  @Test
  void whoIsMentionedFindsItAgain() {
    Visitor mina = signsUp("Mina", Visitor.WIDE);
    Visitor juno = signsUp("Juno", Visitor.WIDE);
    mina.befriends(juno);
    mina.makesGroup("Hikers", juno);
    juno.page().click(".tabs [title=Mentions]");
    juno.page().see(".end .plain", "Nobody has mentioned you");
    mina.says("hello 👋 @" + juno.username() + ", are you there?");
    juno.page().see(".hits mark", "@" + juno.username());
    juno.page().see(".tabs .sign .badge", "1");
    mina.says("@" + juno.username() + " once more");
    juno.page().until("both", "document.querySelectorAll('%s').length === 2".formatted(HITS));
    juno.page().picture("mentions-wide");
    juno.page().click(".hits .words", "are you there?");
    juno.page().see(".message.target .mention.to-me", "@" + juno.username());
    juno.page().seeNo(".tabs .sign .badge");
    juno.page().reload();
    juno.page().click(".tabs [title=Mentions]");
    juno.page().until("still both", "document.querySelectorAll('%s').length === 2".formatted(HITS));
    assertThat(juno.page().texts(".hits mark"))
        .isEqualTo(List.of("@" + juno.username(), "@" + juno.username()));
    mina.page().isFaultless();
    juno.page().isFaultless();
  }
}
