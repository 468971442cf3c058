package io.sotong.search;

import io.sotong.model.ChatException;
import io.sotong.model.ErrorCode;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a person looks for: words and phrases, all of which must be found, and filters.
 *
 * @param from a username, as written
 * @param in a channel, as written
 * @param fromMs sent then or later
 * @param toMs sent before
 */
public record Query(
    List<Word> words, Optional<String> from, Optional<String> in, long fromMs, long toMs) {
  /** Code points of a query. */
  static final int LONGEST = 500;

  /** Words and phrases of a query. */
  static final int MOST_WORDS = 20;

  /** Everything. */
  static final Query ANY =
      new Query(List.of(), Optional.empty(), Optional.empty(), 0, Long.MAX_VALUE);

  /**
   * A filter with its value, quoted or not; or a phrase, whose end may still be missing; or a word.
   */
  private static final Pattern PART =
      Pattern.compile(
          "(?<key>from|in|before|after):(?:\"(?<quoted>[^\"]+)\"|(?<value>[^\\s\"]+))"
              + "|[\"“”](?<phrase>[^\"“”]*)(?:[\"“”]|$)"
              + "|(?<word>[^\\s\"“”]+)",
          Pattern.CASE_INSENSITIVE);

  /**
   * Reads a query.
   *
   * @throws ChatException {@code invalid} with a sentence for people
   */
  public static Query parse(String text) {
    if (text.codePointCount(0, text.length()) > LONGEST) {
      throw invalid("A query has at most " + LONGEST + " characters.");
    }
    List<Word> words = new ArrayList<>();
    Optional<String> from = Optional.empty();
    Optional<String> in = Optional.empty();
    long fromMs = 0;
    long toMs = Long.MAX_VALUE;
    Matcher parts = PART.matcher(text);
    while (parts.find()) {
      if (parts.group("phrase") != null) {
        Word.phrase(parts.group("phrase")).ifPresent(words::add);
      } else if (parts.group("word") != null) {
        Word.word(parts.group("word"), parts.end() == text.length()).ifPresent(words::add);
      } else {
        String quoted = parts.group("quoted");
        String value = quoted == null ? parts.group("value") : quoted;
        switch (parts.group("key").toLowerCase(Locale.ROOT)) {
          case "from" -> from = Optional.of(value);
          case "in" -> in = Optional.of(value);
          case "after" -> fromMs = Math.max(fromMs, day(value));
          default -> toMs = Math.min(toMs, day(value));
        }
      }
    }
    if (words.size() > MOST_WORDS) {
      throw invalid("A query has at most " + MOST_WORDS + " words.");
    }
    Query query = new Query(List.copyOf(words), from, in, fromMs, toMs);
    if (query.equals(ANY)) {
      throw invalid(
          "There is nothing to look for in this query: it has no letter, digit or symbol.");
    }
    return query;
  }

  private static long day(String value) {
    try {
      return LocalDate.parse(value).atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
    } catch (DateTimeParseException e) {
      throw invalid("A date is written as 2026-01-31, not \"" + value + "\".");
    }
  }

  /**
   * Where all words are found in a text, if they are: in ascending order, none touching the next.
   */
  public Optional<List<Highlight>> find(String text) {
    Folded folded = Folded.of(text);
    List<Highlight> found = new ArrayList<>();
    for (Word word : words) {
      if (!word.find(folded, found)) {
        return Optional.empty();
      }
    }
    return Optional.of(Word.merged(found));
  }

  private static ChatException invalid(String why) {
    return new ChatException(ErrorCode.INVALID, why);
  }
}
