package io.sotong.search;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A line of {@code search.tsv}: what every index is held to.
 *
 * @param found where; empty if it is not
 */
public record SearchCase(String query, String text, Optional<List<Highlight>> found) {
  private static final Pattern POINT = Pattern.compile("\\\\u\\{([0-9A-F]+)}");

  /** All of them. */
  public static List<SearchCase> all() {
    try {
      return Files.readAllLines(Path.of("src/test/resources/search.tsv")).stream()
          .filter(line -> !line.isBlank() && !line.startsWith("# ") && !line.equals("#"))
          .map(SearchCase::of)
          .toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static SearchCase of(String line) {
    String[] parts = line.split("\t", -1);
    Optional<List<Highlight>> found =
        parts[2].equals("-")
            ? Optional.empty()
            : Optional.of(Stream.of(parts[2].split(",")).map(SearchCase::highlight).toList());
    return new SearchCase(points(parts[0]), points(parts[1]), found);
  }

  private static Highlight highlight(String text) {
    String[] ends = text.split("-", 2);
    return new Highlight(Integer.parseInt(ends[0]), Integer.parseInt(ends[1]));
  }

  private static String points(String text) {
    return POINT
        .matcher(text)
        .replaceAll(each -> Character.toString(Integer.parseInt(each.group(1), 16)));
  }
}
