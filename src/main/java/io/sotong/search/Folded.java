package io.sotong.search;

import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.Arrays;
import java.util.Locale;
import org.apache.lucene.analysis.miscellaneous.ASCIIFoldingFilter;

/**
 * A text as it is compared: composed or decomposed, of half or full width, in capitals or with
 * accents, it is the same letters. What separates words, however much of it, is one {@link #SPACE}.
 * Each letter knows which code points of the original it stands for.
 */
final class Folded {
  static final int SPACE = ' ';

  /** Marks beyond so many on one letter are taken for themselves, and so ignored. */
  private static final int MAX_MARKS = 16;

  /** ASCII characters that are part of a word besides letters and digits. */
  private static final String ASCII_WORD = "@#_+$";

  private int[] letters = new int[32];
  private int[] starts = new int[32];
  private int[] ends = new int[32];
  private int length;

  private Folded() {}

  static Folded of(String text) {
    Folded folded = new Folded();
    int point = 0;
    for (int at = 0; at < text.length(); ) {
      int first = text.codePointAt(at);
      int end = at + Character.charCount(first);
      int points = 1;
      while (end < text.length() && points <= MAX_MARKS && joins(text.codePointAt(end))) {
        end += Character.charCount(text.codePointAt(end));
        points++;
      }
      if (points == 1 && isPlain(first)) {
        folded.add(Character.toLowerCase(first), point, point + 1);
      } else {
        folded.addAll(fold(text.substring(at, end)), point, point + points);
      }
      at = end;
      point += points;
    }
    return folded;
  }

  int length() {
    return length;
  }

  /** The letter at a place, or {@link #SPACE}. */
  int at(int place) {
    return letters[place];
  }

  /** Where in the original, in code points, what stands for a letter begins. */
  int start(int place) {
    return starts[place];
  }

  /** Where in the original, in code points, what stands for a letter ends; exclusive. */
  int end(int place) {
    return ends[place];
  }

  /** The letters, without what separates words at either end. */
  int[] trimmed() {
    int from = length > 0 && letters[0] == SPACE ? 1 : 0;
    int to = length > from && letters[length - 1] == SPACE ? length - 1 : length;
    return Arrays.copyOfRange(letters, from, to);
  }

  private void addAll(String fold, int start, int end) {
    fold.codePoints()
        .map(Hangul::alone)
        .forEach(letter -> Hangul.apart(letter).codePoints().forEach(c -> add(c, start, end)));
  }

  private void add(int folded, int start, int end) {
    int letter = isWord(folded) ? folded : SPACE;
    if (letter == SPACE && length > 0 && letters[length - 1] == SPACE) {
      ends[length - 1] = end;
      return;
    }
    if (length == letters.length) {
      letters = Arrays.copyOf(letters, length * 2);
      starts = Arrays.copyOf(starts, length * 2);
      ends = Arrays.copyOf(ends, length * 2);
    }
    letters[length] = letter;
    starts[length] = start;
    ends[length++] = end;
  }

  /** One that nothing has to be done for but to make it small: most of what is written. */
  private static boolean isPlain(int c) {
    return c < 0x80
        || Hangul.isSyllable(c)
        || c >= 0x3400 && c <= 0x9FFF
        || c >= 0x3041 && c <= 0x3096
        || c >= 0x30A1 && c <= 0x30FA;
  }

  /** Whether it belongs to the letter before it. */
  private static boolean joins(int c) {
    if (c < 0x300) {
      return c == 0xAD; // the soft hyphen
    }
    if (Hangul.isSyllable(c)) {
      return false;
    }
    return c >= 0x1160 && c <= 0x11FF // vowels and finals of decomposed Hangul
        || c >= 0xD7B0 && c <= 0xD7FF
        || c == 0xFF9E // the voicing marks of half-width Katakana
        || c == 0xFF9F
        || isSkin(c)
        || switch (Character.getType(c)) {
          case Character.NON_SPACING_MARK,
              Character.ENCLOSING_MARK,
              Character.COMBINING_SPACING_MARK,
              Character.FORMAT ->
              true;
          default -> false;
        };
  }

  private static String fold(String segment) {
    String same = Normalizer.normalize(segment, Form.NFKC);
    String small = same.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
    StringBuilder bare = new StringBuilder(small.length());
    Normalizer.normalize(small, Form.NFD)
        .codePoints()
        .filter(c -> !isIgnored(c))
        .forEach(bare::appendCodePoint);
    char[] composed = Normalizer.normalize(bare, Form.NFC).toCharArray();
    char[] ascii = new char[composed.length * 4];
    int length = ASCIIFoldingFilter.foldToASCII(composed, 0, ascii, 0, composed.length);
    return new String(ascii, 0, length);
  }

  /** Accents, and what shows nothing itself or only colours what it follows. */
  private static boolean isIgnored(int c) {
    return c >= 0x300 && c <= 0x36F
        || c >= 0xFE00 && c <= 0xFE0F
        || c >= 0xE0100 && c <= 0xE01EF
        || isSkin(c)
        || Character.getType(c) == Character.FORMAT;
  }

  private static boolean isSkin(int c) {
    return c >= 0x1F3FB && c <= 0x1F3FF;
  }

  private static boolean isWord(int c) {
    if (c < 0x80) {
      return Character.isLetterOrDigit(c) || ASCII_WORD.indexOf(c) >= 0;
    }
    if (Character.isLetterOrDigit(c) || c >= 0x1F000 && c <= 0x1FAFF) {
      return true;
    }
    return switch (Character.getType(c)) {
      case Character.NON_SPACING_MARK,
          Character.ENCLOSING_MARK,
          Character.COMBINING_SPACING_MARK,
          Character.OTHER_SYMBOL,
          Character.MATH_SYMBOL,
          Character.CURRENCY_SYMBOL,
          Character.MODIFIER_SYMBOL,
          Character.LETTER_NUMBER,
          Character.OTHER_NUMBER ->
          true;
      default -> false;
    };
  }
}
