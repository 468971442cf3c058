package io.sotong.blackbox.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Friends, blocks, groups, and the own account, as people change them at the page. */
class WebPeopleIT extends AtThePage {
  @Test
  void friendsAreAskedDeclinedRemovedAndBlocked() {
    Visitor mina = signsUp("Mina", Visitor.WIDE);
    Visitor juno = signsUp("Juno", Visitor.PHONE);
    Page elsewhere = mina.atAnotherWindow(browser(), sotong()).page();
    elsewhere.click(".tabs a", "Friends");
    mina.asks(juno);
    elsewhere.see("[aria-label='Sent requests'] li", "Juno");
    mina.page().click("[aria-label='Sent requests'] button", "Withdraw");
    mina.page().seeNo("[aria-label='Sent requests'] li");
    elsewhere.seeNo("[aria-label='Sent requests'] li");
    mina.asks(juno);
    juno.page().see(".tabs .badge", "1");
    juno.page().click(".tabs a", "Friends");
    juno.page().click("[aria-label=Requests] button", "Decline");
    mina.page().seeNo("[aria-label='Sent requests'] li");
    mina.befriends(juno);
    elsewhere.see("[aria-label=Friends] li", "Juno");

    juno.writesTo(mina);
    juno.says("hello");
    mina.page().click("[aria-label='More about Juno']");
    mina.page().click("[role=menuitem]", "Block");
    mina.page().click("dialog .danger", "Block");
    mina.page().see("[aria-label=Blocked] li", "Juno");
    elsewhere.see("[aria-label=Blocked] li", "Juno");
    elsewhere.seeNo("[aria-label=Friends] li");
    juno.says("are you there?");
    juno.page().see(".message.failed .foot", "does not take your messages");
    juno.page().click(".message.failed button", "Discard");
    juno.page().seeNo(".message.failed");
    mina.page().click("[aria-label=Blocked] button", "Unblock");
    mina.page().seeNo("[aria-label=Blocked] li");
    elsewhere.seeNo("[aria-label=Blocked] li");
    juno.says("and now?");
    juno.sees("and now?");

    juno.page().click(".back");
    mina.befriends(juno);
    mina.page().click("[aria-label='More about Juno']");
    mina.page().press("Escape");
    mina.page().seeNo("[role=menu]");
    mina.page().click("[aria-label='More about Juno']");
    mina.page().click("[role=menuitem]", "Remove");
    mina.page().click("dialog .danger", "Remove");
    mina.page().seeNo("[aria-label=Friends] li");
    elsewhere.seeNo("[aria-label=Friends] li");
    mina.page().isFaultless();
    elsewhere.isFaultless();
    juno.page().forgiveNetwork();
    juno.page().isFaultless();
  }

  @Test
  void aGroupChangesHandsMembersAndItsName() {
    Visitor mina = signsUp("Mina", Visitor.WIDE);
    Visitor juno = signsUp("Juno", Visitor.WIDE);
    Visitor tess = signsUp("Tess", Visitor.PHONE);
    mina.befriends(juno);
    mina.befriends(tess);
    Visitor junoElsewhere = juno.atAnotherWindow(browser(), sotong());
    Visitor minaElsewhere = mina.atAnotherWindow(browser(), sotong());
    mina.makesGroup("Sunday hikers", juno);
    minaElsewhere.opens("Sunday hikers");
    mina.says("Who is coming?");
    for (Visitor each : List.of(juno, junoElsewhere)) {
      each.opens("Sunday hikers");
      each.sees("Who is coming?");
    }
    junoElsewhere.says("Both of me");
    juno.sees("Both of me");
    mina.sees("Both of me");

    mina.page().click("[aria-label='Group members']");
    mina.page().see("dialog li .last", "owner");
    mina.page().click("[aria-label='Add a friend'] button", "Add a friend");
    mina.page().see("dialog h3", "3 members");
    mina.page().type("#rename", "Monday hikers");
    mina.page().click("dialog button", "Save");
    tess.page().click(".tabs a", "Chats");
    tess.opens("Monday hikers");
    tess.sees("Who is coming?");
    tess.says("I am new here");
    for (Visitor each : List.of(juno, junoElsewhere, minaElsewhere)) {
      each.page().see(".conversation h2", "Monday hikers");
      each.page().see(".conversation .who p", "3 members");
      each.sees("I am new here");
    }

    mina.page().click("dialog li[data-user]:has(.name) button", "Remove");
    mina.page().click(".question .danger", "Remove");
    juno.page().seeNo("[data-channel]");
    junoElsewhere.page().seeNo(".conversation");
    mina.page().see("dialog h3", "2 members");
    minaElsewhere.page().see(".conversation .who p", "2 members");
    mina.page().click("dialog .danger", "Leave group");
    mina.page().see(".question h2", "Tess has been here longest and will own it");
    mina.page().click(".question .danger", "Leave group");
    mina.page().seeNo("[data-channel]");
    minaElsewhere.page().seeNo("[data-channel]");
    minaElsewhere.page().seeNo(".conversation");
    tess.page().click("[aria-label='Group members']");
    tess.page().see("dialog h3", "1 member");
    tess.page().see("dialog li .last", "owner");
    for (Visitor each : List.of(mina, minaElsewhere, juno, junoElsewhere, tess)) {
      each.page().isFaultless();
    }
  }

  @Test
  void theProfileTravelsAndADeviceIsSignedOutFromAnother() {
    Visitor mina = signsUp("Mina", Visitor.WIDE);
    Visitor juno = signsUp("Juno", Visitor.WIDE);
    mina.befriends(juno);
    Visitor elsewhere = mina.atAnotherWindow(browser(), sotong());
    elsewhere.page().click(".place");
    elsewhere.page().see(".settings .row", "this browser");
    juno.page().click(".tabs a", "Friends");
    Page settings = mina.page();
    settings.click(".place");
    settings.type("#my-name", "Mina Park");
    settings.click(".settings .line button", "Save");
    settings.see(".place", "Mina Park");
    juno.page().see("[aria-label=Friends] .name", "Mina Park");
    elsewhere.page().see(".place", "Mina Park");
    elsewhere.page().see(".self strong", "Mina Park");
    assertThat(elsewhere.page().js("document.querySelector('#my-name').value"))
        .isEqualTo("Mina Park");

    settings.js("document.querySelector('#theme').value = 'dark'");
    settings.js("document.querySelector('#theme').dispatchEvent(new Event('change'))");
    settings.until("dark", "getComputedStyle(document.body).backgroundColor === 'rgb(19, 22, 24)'");
    elsewhere
        .page()
        .until(
            "dark there too",
            "getComputedStyle(document.body).backgroundColor === 'rgb(19, 22, 24)' && document.querySelector('#theme').value === 'dark'");
    settings.click("#enter-sends");
    elsewhere.page().until("as here", "!document.querySelector('#enter-sends').checked");
    settings.reload();
    settings.until(
        "still", "getComputedStyle(document.body).backgroundColor === 'rgb(19, 22, 24)'");

    settings.see(".settings .row", "this browser");
    assertThat(settings.texts(".settings .row")).hasSize(2);
    settings.click(".settings .row button", "Sign out");
    settings.click(".question .danger", "Sign out");
    elsewhere.page().see(".door .error", "You were signed out");
    assertThat(elsewhere.page().js("Object.keys(localStorage).sort().join()").toString())
        .matches("sotong\\.device\\.\\w+,sotong\\.enter,sotong\\.theme");
    settings.until("one is left", "document.querySelectorAll('.settings .row').length === 1");

    settings.type("#current-password", "not this one");
    settings.type("#new-password", "battery staple");
    settings.click(".settings form button", "Change password");
    settings.see(".settings .error", "not right");
    settings.type("#current-password", Visitor.PASSWORD);
    settings.click(".settings form button", "Change password");
    settings.see("#notice", "changed");
    settings.forgiveNetwork();

    settings.js("document.querySelector('#language').value = 'ko'");
    settings.js("document.querySelector('#language').dispatchEvent(new Event('change'))");
    settings.see(".settings h2", "설정");
    settings.see(".strip", "연결됨");
    assertThat(settings.js("document.documentElement.lang")).isEqualTo("ko");
    settings.click(".settings .danger", "계정 삭제");
    settings.click(".question .danger", "계정 삭제");
    settings.see(".door button", "로그인");
    juno.page().seeNo("[aria-label=Friends] li");
    settings.isFaultless();
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
