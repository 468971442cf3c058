package io.sotong.log;

/**
 * Asks for the rows of a log that follow {@code after}.
 *
 * @param after exclusive; 0 reads from the first row
 * @param limit at least 1 row
 */
public record Range(LogId log, long after, int limit) {}
