package io.sotong.search;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.Set;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.ko.KoreanTokenizer;
import org.apache.lucene.analysis.ko.POS;
import org.apache.lucene.analysis.ko.tokenattributes.PartOfSpeechAttribute;
import org.apache.lucene.analysis.tokenattributes.OffsetAttribute;

/** Takes particles and endings from nouns. Its dictionary is read at the first use. */
final class Stems {
  /** What remains of a shorter noun says too little. */
  private static final int SHORTEST = 2;

  private static final Set<POS.Tag> NOUN =
      Set.of(POS.Tag.NNG, POS.Tag.NNP, POS.Tag.NNB, POS.Tag.NNBC, POS.Tag.NP, POS.Tag.NR);

  /** What may stand within a noun, or at its end. */
  private static final Set<POS.Tag> PART = Set.of(POS.Tag.XPN, POS.Tag.XSN, POS.Tag.XR);

  private Stems() {}

  /** The noun with which a word of Hangul begins, if particles or endings follow it to the end. */
  static Optional<String> of(String word) {
    if (word.length() <= SHORTEST || !word.codePoints().allMatch(Hangul::isSyllable)) {
      return Optional.empty();
    }
    try (KoreanTokenizer tokens =
        new KoreanTokenizer(
            TokenStream.DEFAULT_TOKEN_ATTRIBUTE_FACTORY,
            null,
            KoreanTokenizer.DecompoundMode.NONE,
            false)) {
      tokens.setReader(new StringReader(word));
      int end = nounEnd(tokens);
      return end >= SHORTEST && end < word.length()
          ? Optional.of(word.substring(0, end))
          : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // it reads from memory
    }
  }

  /** Where the noun ends; 0 if it is none, or followed by what is no particle. */
  private static int nounEnd(KoreanTokenizer tokens) throws IOException {
    PartOfSpeechAttribute speech = tokens.addAttribute(PartOfSpeechAttribute.class);
    OffsetAttribute offset = tokens.addAttribute(OffsetAttribute.class);
    tokens.reset();
    int end = 0;
    boolean noun = true;
    while (tokens.incrementToken()) {
      POS.Tag tag = speech.getLeftPOS();
      if (noun && (NOUN.contains(tag) || PART.contains(tag))) {
        end = offset.endOffset();
      } else if (isEnding(tag)) {
        noun = false;
      } else {
        return 0;
      }
    }
    return end;
  }

  private static boolean isEnding(POS.Tag tag) {
    return switch (tag) {
      case J, E, XSV, XSA, VCP, VX -> true;
      default -> false;
    };
  }
}
