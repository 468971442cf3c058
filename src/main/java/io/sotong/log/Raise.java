package io.sotong.log;

/**
 * Raises a register to at least {@code value}; a smaller value changes nothing.
 *
 * @param value at least 1, below 2^53
 */
public record Raise(Register register, long value) {}
