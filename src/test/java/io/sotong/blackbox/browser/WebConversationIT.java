package io.sotong.blackbox.browser;

import static org.assertj.core.api.Assertions.assertThat;

import io.sotong.blackbox.Device;
import io.sotong.blackbox.Person;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What stands in a conversation, and how it is written and read. */
class WebConversationIT extends AtThePage {
  private static final String AT_END =
      "(({scrollHeight, scrollTop, clientHeight}) => scrollHeight - scrollTop - clientHeight < 2)(document.querySelector('.scroll'))";

  @Test
  void twoPeopleBecomeFriendsAndChat() {
    Visitor mina = signsUp("Mina", Visitor.WIDE);
    Visitor juno = signsUp("준호", Visitor.PHONE);
    Visitor minaElsewhere = mina.atAnotherWindow(browser(), sotong());
    Visitor junoElsewhere = juno.atAnotherWindow(browser(), sotong());
    mina.befriends(juno);
    mina.page().see("[aria-label=Friends] .light.on");
    juno.page().see("[aria-label=Friends] .light.on");

    mina.writesTo(juno);
    mina.says("안녕하세요, 오늘 저녁에 시간 있어요?");
    mina.sees("안녕하세요, 오늘 저녁에 시간 있어요?");
    mina.page().see(".message .fate", "Sent");
    minaElsewhere.opens("준호");
    minaElsewhere.sees("안녕하세요, 오늘 저녁에 시간 있어요?");
    junoElsewhere.page().see("[aria-label=Chats] .badge", "1");
    mina.says("첫 줄\n둘째 줄 https://example.org/a?b=(c)_d. 끝");
    juno.page().click(".tabs a", "Chats");
    juno.page().see("[aria-label=Chats] .badge", "2");
    junoElsewhere.page().see("[aria-label=Chats] .badge", "2");
    juno.opens("Mina");
    juno.page().see(".day", "Today");
    juno.page().see(".newline", "New messages");
    juno.sees("첫 줄\n둘째 줄 https://example.org/a?b=(c)_d. 끝");
    assertThat(juno.page().js("document.querySelector('.body a').href"))
        .isEqualTo("https://example.org/a?b=(c)_d");
    assertThat(juno.page().js("document.querySelectorAll('.message.first').length")).isEqualTo(1);
    mina.page().see(".message .fate", "Read");
    minaElsewhere.page().see(".message .fate", "Read");
    junoElsewhere.page().seeNo("[aria-label=Chats] .badge");

    juno.page().type("#composer", "네");
    mina.page().see(".typing", "준호 is typing");
    assertThat(junoElsewhere.page().texts(".last.draft")).as("a draft is this device's").isEmpty();
    juno.says("네, 좋아요");
    mina.sees("네, 좋아요");
    minaElsewhere.sees("네, 좋아요");
    junoElsewhere.page().see("[aria-label=Chats] .last", "You: 네, 좋아요");
    assertThat(mina.reads()).isEqualTo(juno.reads()).hasSize(3);
    juno.page().click(".back");
    juno.page().seeNo("[aria-label=Chats] .badge");
    mina.page().picture("direct-wide");
    juno.page().picture("list-phone");

    juno.signsOut();
    mina.page().click(".tabs a", "Friends");
    mina.page().see("[aria-label=Friends] .light.on");
    junoElsewhere.signsOut();
    mina.page().see("[aria-label=Friends] .light:not(.on)");
    for (Visitor each : List.of(mina, minaElsewhere, juno, junoElsewhere)) {
      each.page().isFaultless();
    }
  }

  @Test
  void mentionsAreCompletedShownAndCounted() {
    Visitor mina = signsUp("Mina", Visitor.WIDE);
    Visitor juno = signsUp("준호", Visitor.WIDE);
    mina.befriends(juno);
    mina.makesGroup("Hikers", juno);
    mina.page().type("#composer", "hello @준");
    mina.page().see(".completion [aria-selected=true]", "준호");
    mina.page().enter(false);
    assertThat(mina.page().js("document.querySelector('#composer').value"))
        .isEqualTo("hello @" + juno.username() + " ");
    mina.page().press("End");
    mina.page().commit("!");
    mina.page().enter(false);
    mina.page().see(".message .mention", "@" + juno.username());
    juno.page().click(".tabs a", "Chats");
    juno.page().see("[aria-label=Chats] .badge.at");
    juno.opens("Hikers");
    juno.page().see(".message .mention.to-me", "@" + juno.username());
    juno.page().seeNo("[aria-label=Chats] .badge");
    mina.page().until("read by", "document.activeElement.id === 'composer'");
    mina.page().isFaultless();
    juno.page().isFaultless();
  }

  @Test
  void enterBelongsToTheInputMethodWhileASyllableIsComposed() {
    Visitor mina = signsUp("Mina", Visitor.WIDE);
    Visitor juno = signsUp("Juno", Visitor.WIDE);
    mina.befriends(juno);
    mina.writesTo(juno);
    mina.page().click("#composer");
    mina.page().compose("하");
    mina.page().enter(true);
    // As browsers do that give the key its own code and say only that a composition goes on.
    mina.page().press("Enter");
    assertThat(mina.page().js("document.querySelector('#composer').value")).isEqualTo("하");
    assertThat(mina.waits()).isEmpty();
    mina.page().compose("한");
    mina.page().commit("한글");
    mina.page().enter(false);
    mina.sees("한글");
    assertThat(mina.reads()).containsExactly("한글");
    mina.page().isFaultless();
  }

  @Test
  void aDraftIsKeptAndShownInTheList() {
    Visitor mina = signsUp("Mina", Visitor.WIDE);
    Visitor juno = signsUp("Juno", Visitor.WIDE);
    Visitor tess = signsUp("Tess", Visitor.WIDE);
    mina.befriends(juno);
    mina.befriends(tess);
    mina.writesTo(juno);
    mina.page().type("#composer", "not finished");
    mina.writesTo(tess);
    mina.page().click(".tabs a", "Chats");
    mina.page().see("[aria-label=Chats] .last.draft", "Draft: not finished");
    mina.page().reload();
    mina.page().see("[aria-label=Chats] .last.draft", "Draft: not finished");
    mina.opens("Juno");
    assertThat(mina.page().js("document.querySelector('#composer').value"))
        .isEqualTo("not finished");
    mina.page().enter(false);
    mina.sees("not finished");
    mina.page().reload();
    mina.sees("not finished");
    assertThat(mina.page().js("document.querySelector('#composer').value")).isEqualTo("");
    mina.page().isFaultless();
  }

  @Test
  void oneHundredThousandCharactersAreFoldedAndWhole() {
    Visitor mina = signsUp("Mina", Visitor.WIDE);
    Visitor juno = signsUp("Juno", Visitor.WIDE);
    mina.befriends(juno);
    mina.writesTo(juno);
    String body = "가나다라 ".repeat(19_999) + "마바사아😀";
    assertThat(body.codePointCount(0, body.length())).isEqualTo(100_000);
    mina.page().type("#composer", body + "!");
    mina.page().see(".composer .error", "1 characters too many");
    mina.page().see("[aria-label=Send]:disabled");
    mina.says(body);
    mina.page().see(".message[data-seq] .fold", "Show all (100,000 characters)");
    juno.opens("Mina");
    juno.page().see(".message .fold");
    assertThat(juno.reads().get(0)).hasSizeLessThan(2_000);
    juno.page().click(".message .fold", "Show all");
    juno.page().see(".message .fold", "Show less");
    assertThat(juno.reads()).containsExactly(body);
    juno.page().click(".message .fold", "Show less");
    assertThat(juno.reads().get(0)).hasSizeLessThan(2_000);
    mina.page().isFaultless();
    juno.page().isFaultless();
  }

  @Test
  void itOpensAtTheFirstUnreadMessageAndJumpsToAnyOther() {
    Person person = sotong().signUp("reader");
    Device reader = person.logIn();
    Device writer = sotong().arrive("writer");
    String channel = writer.directWith(reader);
    int written = 330;
    IntStream.rangeClosed(1, written).forEach(n -> writer.say(channel, "line " + n));
    reader
        .api()
        .put("/channels/" + channel + "/read", new JsonObject().put("seq", 200))
        .isSuccess();

    Visitor visitor =
        Visitor.signsIn(browser(), sotong(), person.username(), "The reader", person.password());
    Page page = visitor.page();
    page.see("[aria-label=Chats] .badge", "99+");
    visitor.opens("The writer");
    page.see(".newline");
    page.until(
        "the line stands before 201",
        "document.querySelector('.newline').nextSibling.dataset.seq === '201'");
    page.see(".newest", "new messages");
    page.click(".newest");
    page.until("the newest is in view", AT_END);
    visitor.sees("line " + written);
    page.seeNo("[aria-label=Chats] .badge");
    assertThat(visitor.reads()).isEqualTo(lines(visitor.reads(), written));

    page.js("location.hash += '/42'");
    page.see(".message.target .body", "line 42");
    assertThat(visitor.reads())
        .as("only what is seen is in the page")
        .hasSizeLessThan(100)
        .isEqualTo(
            lines(
                visitor.reads(),
                Integer.parseInt(visitor.reads().get(visitor.reads().size() - 1).substring(5))));
    writer.say(channel, "the very last");
    page.see(".newest", "1 new message");
    page.press("End");
    visitor.sees("the very last");
    page.until("the newest is in view again", AT_END);
    assertThat(visitor.readsUpwards())
        .as("nothing is passed over on the way up")
        .isEqualTo(IntStream.rangeClosed(1, written + 1).boxed().toList());
    assertThat(visitor.allReads())
        .hasSize(written + 1)
        .startsWith("line 1", "line 2")
        .endsWith("line 330", "the very last")
        .doesNotHaveDuplicates();
    page.isFaultless();
  }

  /** So many lines, the last of them {@code last}. */
  private static List<String> lines(List<String> as, int last) {
    return IntStream.rangeClosed(last - as.size() + 1, last).mapToObj(n -> "line " + n).toList();
  }
}
