package io.sotong.model;

/**
 * How far a device has stored its user's mailbox.
 *
 * @param epoch the mailbox's life it belongs to; another epoch means reset
 * @param seq the last entry stored, 0 before the first
 */
public record Cursor(String epoch, long seq) {}
