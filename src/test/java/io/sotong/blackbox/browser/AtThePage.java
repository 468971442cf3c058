package io.sotong.blackbox.browser;

import io.sotong.blackbox.Sotong;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/** A class of tests with a browser of its own, skipped aloud where there is none. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class AtThePage {
  private Optional<Browser> running = Optional.empty();

  @BeforeAll
  void startBrowser() {
    Optional<Path> program = Browser.installed();
    String why = "no Chromium on this machine (CHROME, PATH): the page is not tested";
    if (program.isEmpty()) {
      System.out.println(why);
    }
    Assumptions.assumeTrue(program.isPresent(), why);
    running = program.map(Browser::start);
  }

  @AfterAll
  void stopBrowser() {
    running.ifPresent(Browser::close);
  }

  Visitor signsUp(String displayName, int width) {
    return Visitor.signsUp(browser(), sotong(), displayName, width);
  }

  static Sotong sotong() {
    return Sotong.shared();
  }

  Browser browser() {
    return running.orElseThrow();
  }
}
