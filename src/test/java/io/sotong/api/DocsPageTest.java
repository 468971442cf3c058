package io.sotong.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The pages under {@code /docs} keep what the content security policy demands. */
class DocsPageTest {
  private static final Path DOCS = Path.of("src/main/resources/web/docs");

  @ParameterizedTest
  @ValueSource(strings = {"api.html", "sockets.html"})
  void aPageHasNeitherInlineScriptNorInlineStyle(String page) throws IOException {
    assertThat(Files.readString(DOCS.resolve(page)))
        .doesNotContain("<style", "style=", "onload=", "onclick=", "javascript:", "//")
        .doesNotContainPattern("<script(?![^>]* src=)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"docs.js", "dom.js", "schema.js", "openapi.js", "asyncapi.js", "docs.css"})
  void aModuleMakesNoMarkupFromTextAndLoadsNothingFromElsewhere(String file) throws IOException {
    assertThat(Files.readString(DOCS.resolve(file)))
        .doesNotContain("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write")
        .doesNotContain("eval(", "new Function", ".style", "http:", "https:", "@import");
  }
}
