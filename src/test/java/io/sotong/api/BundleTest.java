package io.sotong.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** What the client's page is made of. */
class BundleTest {
  private static final Path WEB = Path.of("src/main/resources/web");
  private static final int MOST_SCRIPT_BYTES = 100 << 10;

  private final Bundle bundle = Bundle.load();

  @Test
  void everyModuleOfTheClientIsFoundAndAskedForAtOnce() throws IOException {
    try (Stream<Path> files = Files.walk(WEB.resolve("js"))) {
      List<String> modules =
          files
              .filter(file -> file.toString().endsWith(".js"))
              .map(file -> WEB.relativize(file).toString())
              .toList();
      assertThat(modules).hasSizeGreaterThan(40).allMatch(path -> bundle.find(path).isPresent());
      assertThat(modules)
          .filteredOn(path -> !path.endsWith("-worker.js"))
          .allMatch(path -> bundle.index().contains(versioned(path)));
    }
  }

  @Test
  void everyFileThatThePageNamesBearsTheVersion() {
    Matcher named = Pattern.compile("(?:src|href)=\"([^\"]+)\"").matcher(bundle.index());
    List<String> unversioned =
        named
            .results()
            .map(found -> found.group(1))
            .filter(path -> !path.startsWith("/a/"))
            .toList();
    assertThat(unversioned)
        .containsExactly("/early.js", "/icon.svg", "/icons/192.png", "/manifest.webmanifest");
  }

  @Test
  void theWorkerKeepsThePageAndAllItsFiles() {
    assertThat(bundle.worker())
        .contains("'sotong-" + bundle.version() + "'", "'/early.js /icon.svg ")
        .contains(versioned("index.html"), versioned("js/main.js"), versioned("css/page.css"))
        .doesNotContain("@files@", "@version@", "@page@");
  }

  @Test
  void theVersionIsTheSameForTheSameFiles() {
    assertThat(Bundle.load().version())
        .isEqualTo(bundle.version())
        .matches("[0-9a-f]{16}");
  }

  @Test
  void allScriptTogetherIsSmallWhenCompressed() throws IOException {
    Matcher found = Pattern.compile("/a/[0-9a-f]+/(\\S+?\\.js)").matcher(bundle.worker());
    int bytes = 0;
    for (String path : found.results().map(one -> one.group(1)).toList()) {
      bytes += gzipped(bundle.find(path).orElseThrow());
    }
    assertThat(bytes).isBetween(10_000, MOST_SCRIPT_BYTES);
  }

  @Test
  void noModuleMakesMarkupFromTextOrLoadsAnythingFromElsewhere() throws IOException {
    try (Stream<Path> files = Files.walk(WEB.resolve("js"))) {
      for (Path file : files.filter(path -> path.toString().endsWith(".js")).toList()) {
        assertThat(Files.readString(file))
            .as(file.toString())
            .doesNotContain("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write")
            .doesNotContain("eval(", "new Function", "console.", "setAttribute('style'")
            .doesNotContainPattern("from 'https?:");
      }
    }
  }

  private String versioned(String path) {
    return "/a/" + bundle.version() + '/' + path;
  }

  private static int gzipped(String resource) throws IOException {
    byte[] bytes;
    try (var in = BundleTest.class.getClassLoader().getResourceAsStream(resource)) {
      bytes = in == null ? new byte[0] : in.readAllBytes();
    }
    assertThat(new String(bytes, StandardCharsets.UTF_8)).as(resource).isNotEmpty();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.size();
  }
}
