package io.sotong.search;

import java.util.Comparator;

/**
 * Where something is found.
 *
 * @param start in code points of the original text
 * @param end likewise, exclusive
 */
public record Highlight(int start, int end) implements Comparable<Highlight> {
  private static final Comparator<Highlight> ORDER =
      Comparator.comparingInt(Highlight::start).thenComparingInt(Highlight::end);

  @Override
  public int compareTo(Highlight other) {
    return ORDER.compare(this, other);
  }
}
