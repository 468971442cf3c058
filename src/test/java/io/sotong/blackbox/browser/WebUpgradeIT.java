package io.sotong.blackbox.browser;

import static org.assertj.core.api.Assertions.assertThat;

import io.sotong.blackbox.Await;
import io.sotong.blackbox.SotongProcess;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A page whose server has another version by now, or that finds a part of itself missing. */
class WebUpgradeIT extends AtThePage {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final String KEPT =
      "caches.keys().then((names) => names.filter((name) => name.startsWith('sotong-')).length)";

  @Test
  void anOpenPageGoesOnAfterAnUpgradeAndTakesTheNewVersionWhenItIsTold(@TempDir Path newer)
      throws IOException {
    // What lies in front of the jar's own files is served instead of them.
    List<String> arguments = List.of("-Xbootclasspath/a:" + newer);
    try (SotongProcess server = SotongProcess.start(Map.of(), arguments)) {
      Visitor mina = Visitor.signsUp(browser(), server.sotong(), "Mina", Visitor.WIDE);
      Visitor juno = Visitor.signsUp(browser(), server.sotong(), "Juno", Visitor.WIDE);
      mina.befriends(juno);
      mina.writesTo(juno);
      mina.says("before the upgrade");
      mina.sees("before the upgrade");
      Page page = mina.page();
      page.until("the worker keeps the page", "navigator.serviceWorker.controller");
      Page tab = mina.atAnotherTab(browser(), server.sotong());

      changeWords(newer);
      server.restart();
      page.see(".strip", "Connected");
      page.see(".update", "A new version is here");
      long beats = page.beats();
      mina.says("from the old page");
      mina.sees("from the old page");
      Await.until("the old page beats", SOON, () -> page.beats() > beats);
      page.js("window.old = true");
      page.type("#composer", "half a thou");
      page.click(".update button", "Reload");
      page.until("loaded anew", "!window.old && document.querySelector('#page > *')");
      page.see(".strip", "Connected to the newer");
      tab.see(".strip", "Connected to the newer");
      page.seeNo(".update");
      mina.sees("from the old page");
      assertThat(page.js("document.querySelector('#composer').value")).isEqualTo("half a thou");
      page.until("only one version is kept", KEPT + ".then((kept) => kept === 1)");

      server.kill9();
      page.reload();
      page.see(".strip", "Reconnecting");
      mina.sees("from the old page");
      page.isFaultlessButForNetwork();
      tab.isFaultlessButForNetwork();
    }
  }

  @Test
  void aPageWithoutOneOfItsFilesIsLoadedAnewUntilItIsWhole() {
    Page page = browser().open(sotong().uri().resolve("/docs/api"), Visitor.WIDE, 800, "body > *");
    for (String missing : List.of("*/text/ko.js", "*/css/side.css", "*/js/main.js")) {
      page.refuses(missing);
      long before = asked(page);
      page.js("location.href = '/'");
      Await.until("it tries again", SOON, () -> asked(page) >= before + 2);
      page.refuses();
      page.see(".door");
      page.until(
          "its colours are on",
          "document.querySelector('.door') && getComputedStyle(document.querySelector('.door')).display === 'grid'");
      page.until("its count is forgotten", "sessionStorage.length === 0");
      page.js(
          "navigator.serviceWorker.ready.then((kept) => kept.unregister()).then(() => caches.keys()).then((names) => Promise.all(names.map((name) => caches.delete(name))))");
    }
    page.isFaultlessButForNetwork();
  }

  @Test
  void withoutItsTimersWorkerAPageBeatsByItself() {
    Page page = browser().open(sotong().uri().resolve("/docs/api"), Visitor.WIDE, 800, "body > *");
    page.refuses("*/pulse-worker.js");
    page.go(sotong().uri().resolve("/"));
    Visitor.signsUp(page, "Mina");
    Await.until("it beats", SOON, () -> page.beats() >= 2);
    page.isFaultlessButForNetwork();
  }

  @Test
  void aPageThatIsSentToAServerWhichItMayNotSpeakToIsLoadedAnew() {
    Page page = signsUp("Mina", Visitor.WIDE).page();
    page.until("the worker keeps the page", "navigator.serviceWorker.controller");
    page.js("window.old = true; fetch('http://127.0.0.1:1/').catch(() => true); true");
    page.until("loaded anew", "!window.old && document.querySelector('#page > *')");
    page.see(".strip", "Connected");
  }

  private static long asked(Page page) {
    return page.addresses().stream().filter(address -> address.endsWith("/early.js")).count();
  }

  private static void changeWords(Path newer) throws IOException {
    String words;
    try (InputStream in = WebUpgradeIT.class.getResourceAsStream("/web/js/text/en.js")) {
      words = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    }
    String changed = words.replace("online: 'Connected'", "online: 'Connected to the newer'");
    assertThat(changed).isNotEqualTo(words);
    Path folder = Files.createDirectories(newer.resolve("web/js/text"));
    Files.writeString(folder.resolve("en.js"), changed);
  }
}
