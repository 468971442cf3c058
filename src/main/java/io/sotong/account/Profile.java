package io.sotong.account;

/**
 * What a user sees of itself.
 *
 * @param settings a JSON object that only clients read, at most {@link Rules#SETTINGS_BYTES}
 */
public record Profile(User user, String settings) {}
