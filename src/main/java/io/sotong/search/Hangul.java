package io.sotong.search;

import java.util.ArrayList;
import java.util.List;

/** Syllables and their letters. Pure. */
final class Hangul {
  private static final int FIRST = 0xAC00;
  private static final int LAST = 0xD7A3;
  private static final int VOWELS = 21;
  private static final int FINALS = 28;
  private static final String INITIAL = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ";
  private static final String VOWEL = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ";
  private static final String FINAL = "ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ";

  /** A keyboard makes these of two consonants that follow each other, wanted or not. */
  private static final String PAIRS = "ㄳㄵㄶㄺㄻㄼㄽㄾㄿㅀㅄ";

  private static final String PAIRED = "ㄱㅅㄴㅈㄴㅎㄹㄱㄹㅁㄹㅂㄹㅅㄹㅌㄹㅍㄹㅎㅂㅅ";

  /** A vowel, and those that it becomes by one more key. */
  private static final List<String> LONGER_VOWELS = List.of("ㅗㅘㅙㅚ", "ㅜㅝㅞㅟ", "ㅡㅢ");

  /** A final consonant, and those that it becomes by one more key. */
  private static final List<String> LONGER_FINALS = List.of("ㄱㄳ", "ㄴㄵㄶ", "ㄹㄺㄻㄼㄽㄾㄿㅀ", "ㅂㅄ");

  private Hangul() {}

  static boolean isSyllable(int letter) {
    return letter >= FIRST && letter <= LAST;
  }

  /** A consonant that can begin a syllable, standing alone. */
  static boolean isInitial(int letter) {
    return letter >= 'ㄱ' && letter <= 'ㅎ' && INITIAL.indexOf(letter) >= 0;
  }

  /** The consonant with which a syllable begins. */
  static int initial(int syllable) {
    return INITIAL.charAt((syllable - FIRST) / (VOWELS * FINALS));
  }

  /** A letter of the sort that is put together to syllables, as one that stands alone. */
  static int alone(int jamo) {
    if (jamo >= 0x1100 && jamo < 0x1100 + INITIAL.length()) {
      return INITIAL.charAt(jamo - 0x1100);
    }
    if (jamo >= 0x1161 && jamo < 0x1161 + VOWEL.length()) {
      return VOWEL.charAt(jamo - 0x1161);
    }
    if (jamo >= 0x11A8 && jamo < 0x11A8 + FINAL.length()) {
      return FINAL.charAt(jamo - 0x11A8);
    }
    return jamo;
  }

  /** The two consonants of a pair that stands alone; anything else as it is. */
  static String apart(int letter) {
    int at = PAIRS.indexOf(letter);
    return at < 0 ? Character.toString(letter) : PAIRED.substring(2 * at, 2 * at + 2);
  }

  /** What a syllable may yet become while it is typed, itself among it. */
  static List<Integer> continuations(int syllable) {
    int last = (syllable - FIRST) % FINALS;
    int vowel = (syllable - FIRST) / FINALS % VOWELS;
    List<Integer> all = new ArrayList<>();
    if (last > 0) {
      for (char longer : longer(LONGER_FINALS, FINAL.charAt(last - 1)).toCharArray()) {
        all.add(syllable - last + 1 + FINAL.indexOf(longer));
      }
      return all;
    }
    for (char longer : longer(LONGER_VOWELS, VOWEL.charAt(vowel)).toCharArray()) {
      int open = syllable + (VOWEL.indexOf(longer) - vowel) * FINALS;
      for (int end = 0; end < FINALS; end++) {
        all.add(open + end);
      }
    }
    return all;
  }

  private static String longer(List<String> families, char letter) {
    for (String family : families) {
      if (family.charAt(0) == letter) {
        return family;
      }
    }
    return String.valueOf(letter);
  }
}
