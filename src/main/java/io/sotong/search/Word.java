package io.sotong.search;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A word or phrase that is looked for, and found wherever its letters follow each other, inside of
 * words too; what separates words separates them however much of it there is. Outside of quotes a
 * consonant of Hangul is found in every syllable that it begins, a last syllable may be one that is
 * still being typed, and a noun is found also without the particle that it has in the query.
 */
public final class Word {
  private final int[] letters;
  private final boolean exact;
  private final boolean unfinished;
  private final Optional<Word> stem;

  private Word(int[] letters, boolean exact, boolean unfinished, Optional<Word> stem) {
    this.letters = letters;
    this.exact = exact;
    this.unfinished = unfinished;
    this.stem = stem;
  }

  /** A phrase of a query's quotes; empty if it has no letter. */
  static Optional<Word> phrase(String text) {
    return of(text, true, false, Optional.empty());
  }

  /**
   * A word of a query; empty if it has no letter.
   *
   * @param last of the query, and nothing follows it
   */
  static Optional<Word> word(String text, boolean last) {
    int[] letters = Folded.of(text).trimmed();
    Optional<Word> stem =
        Stems.of(new String(letters, 0, letters.length))
            .flatMap(its -> of(its, false, false, Optional.empty()));
    return of(text, false, last, stem);
  }

  private static Optional<Word> of(
      String text, boolean exact, boolean unfinished, Optional<Word> stem) {
    int[] letters = Folded.of(text).trimmed();
    return letters.length == 0
        ? Optional.empty()
        : Optional.of(new Word(letters, exact, unfinished, stem));
  }

  /** What every text has, by {@link Analysis#terms}, in which it is found: of each set one. */
  List<Set<String>> wanted() {
    return stem.isPresent() ? stem.get().wanted() : Analysis.wanted(letters, exact, unfinished);
  }

  /** Adds where it is found; true if it is. */
  boolean find(Folded text, List<Highlight> found) {
    boolean is = stem.isPresent() && stem.get().find(text, found);
    for (int at = 0; at + letters.length <= text.length(); at++) {
      if (isAt(text, at)) {
        found.add(new Highlight(text.start(at), text.end(at + letters.length - 1)));
        is = true;
      }
    }
    return is;
  }

  private boolean isAt(Folded text, int at) {
    for (int i = 0; i < letters.length; i++) {
      boolean growing = unfinished && i == letters.length - 1;
      if (!isLike(letters[i], text.at(at + i), growing)) {
        return false;
      }
    }
    return true;
  }

  private boolean isLike(int wanted, int letter, boolean growing) {
    if (wanted == letter) {
      return true;
    }
    if (exact || !Hangul.isSyllable(letter)) {
      return false;
    }
    return Hangul.isInitial(wanted)
        ? Hangul.initial(letter) == wanted
        : growing
            && Hangul.isSyllable(wanted)
            && Hangul.initial(letter) == Hangul.initial(wanted)
            && Hangul.continuations(wanted).contains(letter);
  }

  /** All places, those that overlap or touch as one, in ascending order. */
  static List<Highlight> merged(List<Highlight> found) {
    List<Highlight> sorted = found.stream().sorted().toList();
    List<Highlight> merged = new ArrayList<>();
    for (Highlight each : sorted) {
      int last = merged.size() - 1;
      if (last >= 0 && merged.get(last).end() >= each.start()) {
        Highlight before = merged.get(last);
        merged.set(last, new Highlight(before.start(), Math.max(before.end(), each.end())));
      } else {
        merged.add(each);
      }
    }
    return merged;
  }
}
