package io.sotong.blackbox.browser;

import static org.assertj.core.api.Assertions.assertThat;

import io.sotong.blackbox.Device;
import io.sotong.blackbox.Person;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Text is only ever text, and tokens stay where they are. */
class WebSafetyIT extends AtThePage {
  @Test
  void whatLooksLikeMarkupOrScriptIsShownAsItWasWritten() {
    List<String> corpus = corpus();
    Person person = sotong().signUp("victim");
    Device victim = person.logIn();
    Device attacker = sotong().arrive("attacker");
    String channel = attacker.directWith(victim);
    Visitor visitor =
        Visitor.signsIn(browser(), sotong(), person.username(), "The victim", person.password());
    Page page = visitor.page();
    page.js(
        """
        window.harm = [];
        addEventListener('securitypolicyviolation', (event) => harm.push(event.violatedDirective));
        for (const name of ['alert', 'confirm', 'prompt']) window[name] = () => harm.push(name);
        new MutationObserver((changes) => changes.forEach(({addedNodes}) => addedNodes.forEach((node) => {
          const bad = node.nodeType === 1 && node.matches('script, iframe, object, embed, style, link, base, form:not(.composer)');
          if (bad) harm.push(node.outerHTML);
        }))).observe(document, {childList: true, subtree: true});
        """);
    corpus.forEach(body -> attacker.say(channel, body));
    visitor.opens("The attacker");
    visitor.sees(corpus.get(corpus.size() - 1));
    assertThat(visitor.allReads()).isEqualTo(corpus);
    assertThat(page.js("harm")).isEqualTo(new JsonArray());
    JsonArray links =
        (JsonArray)
            page.js(
                "[...document.querySelectorAll('.body a')].map((a) => [a.protocol, a.rel, a.target].join())");
    assertThat(links)
        .isNotEmpty()
        .allMatch(
            link -> link.toString().matches("https?:,noopener noreferrer nofollow ugc,_blank"));
    assertThat(
            page.js(
                "[...document.querySelectorAll('.body *')].every((node) => node.matches('a, .mention'))"))
        .isEqualTo(true);
    page.js(
        "document.querySelectorAll('.body a').forEach((a) => a.addEventListener('click', (event) => event.preventDefault()) || a.click())");
    page.isFaultless();
  }

  @Test
  void aNameOfAPersonOrAGroupIsTextToo() {
    String name = "<img src=x onerror=alert(1)>\u202e'\"";
    Visitor mina = signsUp(name, Visitor.WIDE);
    Visitor juno = signsUp("Juno", Visitor.WIDE);
    mina.befriends(juno);
    mina.makesGroup("<script>alert(2)</script>", juno);
    mina.says("hello");
    juno.opens("<script>alert(2)</script>");
    juno.page().see(".sender", name);
    assertThat(juno.page().js("document.querySelectorAll('img[src=x], body script').length"))
        .isEqualTo(0);
    mina.page().isFaultless();
    juno.page().isFaultless();
  }

  @Test
  void tokensStandInNoAddressAndNoScriptIsMadeOfText() {
    Visitor mina = signsUp("Mina", Visitor.WIDE);
    mina.page().reload();
    mina.page().see(".strip", "Connected");
    String session = (String) mina.page().js("localStorage['sotong.session']");
    JsonObject kept = new JsonObject(session);
    for (String token : List.of(kept.getString("accessToken"), kept.getString("refreshToken"))) {
      assertThat(token).hasSizeGreaterThan(20);
      assertThat(mina.page().addresses()).noneMatch(address -> address.contains(token));
      assertThat(mina.page().js("document.documentElement.outerHTML").toString())
          .doesNotContain(token);
      assertThat(sotong().process().map(server -> server.log()).orElse("")).doesNotContain(token);
    }
    assertThat(mina.page().js("document.cookie")).isEqualTo("");
    for (String attempt :
        List.of(
            "document.body.innerHTML = '<b>x</b>'",
            "eval('1')",
            "new Function('1')",
            "document.createElement('script').src = 'https://example.org/x.js'",
            "trustedTypes.createPolicy('mine', {})")) {
      assertThat(
              mina.page()
                  .js(
                      "(() => { try { "
                          + attempt
                          + "; return 'done'; } catch (e) { return e.name; } })()"))
          .as(attempt)
          .isIn("TypeError", "EvalError");
    }
  }

  private static List<String> corpus() {
    try (InputStream in = WebSafetyIT.class.getResourceAsStream("/browser/xss.txt")) {
      String all = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      return all.lines().filter(line -> !line.isBlank()).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
