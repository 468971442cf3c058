package io.sotong.search;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What texts and queries are to an index, whichever engine keeps it: sets of terms, without places.
 * A text's terms are its letters, their neighbours two by two and, where an alphabet is written,
 * three by three; and of Hangul also the consonants with which its syllables begin. What a word of
 * a query asks for are those of them that every text has in which the word is found: so an index
 * leaves out nothing, and what it gives beyond that {@link Word#find} sorts out. Pure.
 */
public final class Analysis {
  /** Another one whenever a text gets other terms: an index of another version is made anew. */
  public static final int VERSION = 1;

  private Analysis() {}

  /** The terms of a text. */
  public static Set<String> terms(String text) {
    Folded folded = Folded.of(text);
    Set<String> terms = new HashSet<>();
    for (int i = 0; i < folded.length(); i++) {
      int letter = folded.at(i);
      if (letter == Folded.SPACE) {
        continue;
      }
      terms.add(term(letter));
      if (Hangul.isSyllable(letter)) {
        terms.add(term(Hangul.initial(letter)));
      }
      if (i + 1 < folded.length() && folded.at(i + 1) != Folded.SPACE) {
        addPair(terms, letter, folded.at(i + 1));
        if (i + 2 < folded.length() && isTriple(letter, folded.at(i + 1), folded.at(i + 2))) {
          terms.add(term(letter, folded.at(i + 1), folded.at(i + 2)));
        }
      }
    }
    return terms;
  }

  private static void addPair(Set<String> terms, int first, int second) {
    terms.add(term(first, second));
    int begins = begin(second);
    terms.add(term(first, begins));
    if (Hangul.isSyllable(first) && Hangul.isInitial(begins)) {
      terms.add(term(Hangul.initial(first), begins));
    }
  }

  /**
   * What every text has in which such letters follow each other: of each set at least one.
   *
   * @param exact a consonant stands for itself only
   * @param unfinished the last syllable may be one that is still being typed
   */
  static List<Set<String>> wanted(int[] letters, boolean exact, boolean unfinished) {
    List<Set<String>> wanted = new ArrayList<>();
    for (int i = 0; i < letters.length; i++) {
      if (letters[i] == Folded.SPACE) {
        continue;
      }
      boolean alone =
          (i == 0 || letters[i - 1] == Folded.SPACE)
              && (i + 1 == letters.length || letters[i + 1] == Folded.SPACE);
      boolean last = i == letters.length - 1;
      if (alone) {
        wanted.add(last && unfinished ? ends(letters[i], "") : Set.of(term(letters[i])));
      } else if (i > 0 && letters[i - 1] != Folded.SPACE) {
        addWanted(wanted, letters, i, exact, last && unfinished);
      }
    }
    return wanted;
  }

  private static void addWanted(
      List<Set<String>> wanted, int[] letters, int at, boolean exact, boolean unfinished) {
    int first = letters[at - 1];
    int second = letters[at];
    if (at > 1 && isTriple(letters[at - 2], first, second)) {
      wanted.add(Set.of(term(letters[at - 2], first, second)));
    } else if (exact || !Hangul.isInitial(first)) {
      boolean longer = at + 1 < letters.length && isTriple(first, second, letters[at + 1]);
      if (!longer) {
        wanted.add(unfinished ? ends(second, term(first)) : Set.of(term(first, second)));
      }
    } else if (Hangul.isInitial(begin(second))) {
      wanted.add(Set.of(term(first, begin(second))));
    } else {
      wanted.add(Set.of(term(second)));
    }
  }

  private static Set<String> ends(int letter, String before) {
    return Hangul.isSyllable(letter)
        ? Hangul.continuations(letter).stream()
            .map(each -> before + term(each))
            .collect(Collectors.toUnmodifiableSet())
        : Set.of(before + term(letter));
  }

  private static int begin(int letter) {
    return Hangul.isSyllable(letter) ? Hangul.initial(letter) : letter;
  }

  /** Two letters of an alphabet say little; those of other scripts are words. */
  private static boolean isTriple(int first, int second, int third) {
    return isAlphabetic(first) && isAlphabetic(second) && isAlphabetic(third);
  }

  private static boolean isAlphabetic(int letter) {
    return letter != Folded.SPACE && letter < 0x1100;
  }

  private static String term(int... letters) {
    return new String(letters, 0, letters.length);
  }
}
