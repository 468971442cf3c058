package io.sotong.account;

import io.sotong.model.UserId;

/**
 * What everyone may know of a user.
 *
 * @param username {@link Rules#isUsername}
 * @param displayName 1 to 64 code points
 * @param createdAtMs milliseconds since 1970 UTC
 */
public record User(UserId userId, String username, String displayName, long createdAtMs) {}
