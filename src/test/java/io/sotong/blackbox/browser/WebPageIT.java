package io.sotong.blackbox.browser;

import static org.assertj.core.api.Assertions.assertThat;

import io.sotong.blackbox.Device;
import io.sotong.blackbox.Person;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The page at {@code /}, as people use it. */
class WebPageIT extends AtThePage {
  private static final String LIGHT_ON = "[aria-label=Friends] .light.on";
  private static final String LIGHT_OFF = "[aria-label=Friends] .light:not(.on)";

  private static final String AT_END =
      "(({scrollHeight, scrollTop, clientHeight}) => scrollHeight - scrollTop - clientHeight < 2)(document.querySelector('.scroll'))";

  @Test
  void twoPeopleBecomeFriendsAndChat() {
    Visitor mina = signsUp("Mina", Visitor.WIDE);
    Visitor juno = signsUp("준호", Visitor.PHONE);
    mina.befriends(juno);
    mina.page().see(LIGHT_ON);
    juno.page().see(LIGHT_ON);

    mina.writesTo(juno);
    mina.says("안녕하세요, 오늘 저녁에 시간 있어요?");
    mina.sees("안녕하세요, 오늘 저녁에 시간 있어요?");
    mina.says("<img src=x onerror=\"document.title='broken'\"><b>bold</b>");
    juno.page().click(".tabs a", "Chats");
    juno.page().see("[aria-label=Chats] .badge", "2");
    juno.opens("Mina");
    juno.sees("<img src=x onerror=\"document.title='broken'\"><b>bold</b>");
    assertThat(juno.page().js("document.querySelectorAll('.body *').length")).isEqualTo(0);
    mina.page().see(".message .fate", "Read");

    juno.says("네, 좋아요");
    mina.sees("네, 좋아요");
    assertThat(mina.reads()).isEqualTo(juno.reads()).hasSize(3);
    juno.page().click(".back");
    juno.page().seeNo("[aria-label=Chats] .badge");
    mina.page().picture("direct-wide");
    juno.page().picture("list-phone");

    juno.signsOut();
    mina.page().click(".tabs a", "Friends");
    mina.page().see(LIGHT_OFF);
    mina.page().isFaultless();
    juno.page().isFaultless();
  }

  @Test
  void aGroupReachesBothDevicesOfAMember() {
    Visitor mina = signsUp("Mina", Visitor.WIDE);
    Visitor juno = signsUp("Juno", Visitor.WIDE);
    Visitor tess = signsUp("Tess", Visitor.PHONE);
    mina.befriends(juno);
    mina.befriends(tess);
    Visitor junoElsewhere = juno.atAnotherWindow(browser(), sotong());

    mina.page().click(".tabs a", "Chats");
    mina.page().click("[aria-label='New group']");
    mina.page().type("#group-name", "Sunday hikers");
    mina.page().click(".choice", "Juno");
    mina.page().click(".choice", "Tess");
    mina.page().click("dialog button", "Create group");
    mina.page().see(".conversation h2", "Sunday hikers");
    mina.says("Who is coming?");
    for (Visitor each : List.of(juno, junoElsewhere, tess)) {
      each.opens("Sunday hikers");
      each.sees("Who is coming?");
    }
    junoElsewhere.says("Both of me");
    tess.says("And I");
    for (Visitor each : List.of(mina, juno, junoElsewhere, tess)) {
      each.sees("Both of me");
      each.sees("And I");
      assertThat(each.reads()).hasSize(3).doesNotHaveDuplicates();
    }
    mina.page().click("[aria-label='Group members']");
    mina.page().see("dialog li .last", "owner");
    mina.page().see("dialog h3", "3 members");
    mina.page().picture("group-wide");
    mina.page().type("#rename", "Monday hikers");
    mina.page().click("dialog button", "Save");
    tess.page().see(".conversation h2", "Monday hikers");
    for (Visitor each : List.of(mina, juno, junoElsewhere, tess)) {
      each.page().isFaultless();
    }
  }

  @Test
  void olderMessagesComeInOnScrollEachOnceAndInOrder() {
    Person person = sotong().signUp("reader");
    Device reader = person.logIn();
    Device writer = sotong().arrive("writer");
    String channel = writer.directWith(reader);
    int written = 330;
    IntStream.rangeClosed(1, written).forEach(n -> writer.say(channel, "line " + n));

    Visitor visitor =
        Visitor.signsIn(browser(), sotong(), person.username(), "The reader", person.password());
    Page page = visitor.page();
    page.see("[aria-label=Chats] .badge", "99+");
    visitor.opens("The writer");
    visitor.sees("line " + written);
    page.until("the newest is in view", AT_END);
    page.seeNo("[aria-label=Chats] .badge");
    assertThat(visitor.reads())
        .endsWith("line " + written)
        .isEqualTo(lines(visitor.reads(), written));

    page.until(
        "the first line is there",
        "document.querySelector('.scroll').scrollTo(0, 0), document.querySelector('[data-seq=\"1\"]')");
    assertThat(visitor.reads())
        .startsWith("line 1")
        .as("only what is seen is in the page")
        .hasSizeLessThan(100)
        .isEqualTo(lines(visitor.reads(), visitor.reads().size()));
    page.click(".newest");
    page.until("the newest is in view again", AT_END);
    visitor.sees("line " + written);
    page.isFaultless();
  }

  /** So many lines, the last of them {@code last}. */
  private static List<String> lines(List<String> as, int last) {
    return IntStream.rangeClosed(last - as.size() + 1, last).mapToObj(n -> "line " + n).toList();
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
    mina.page().compose("한");
    mina.page().commit("한글");
    mina.page().enter(false);
    mina.sees("한글");
    assertThat(mina.reads()).containsExactly("한글");
    mina.page().isFaultless();
  }

  @Test
  void theDoorTellsWhyItStaysShut() {
    Visitor mina = signsUp("Mina", Visitor.WIDE);
    Page door = browser().open(sotong().uri().resolve("/"), Visitor.PHONE, 844);
    door.type("#username", mina.username());
    door.type("#password", "short");
    door.click(".door .primary");
    door.see(".door .error", "8 to 128");
    door.type("#password", "wrong horse");
    door.click(".door .primary");
    door.see(".door .error", "do not belong together");
    door.click(".door .link");
    door.type("#displayName", "Another");
    door.click(".door .primary");
    door.see(".door .error", "taken");
    door.picture("door-phone");
    assertThat(door.js("document.documentElement.scrollWidth")).isEqualTo(Visitor.PHONE);
    door.forgiveNetwork();
    door.isFaultless();
  }
}
