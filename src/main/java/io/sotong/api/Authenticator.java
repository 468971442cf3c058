package io.sotong.api;

import io.vertx.core.Future;

/** Tells whose access token it is. */
@FunctionalInterface
public interface Authenticator {
  /** Fails with {@code unauthorized}, {@code token_expired} or {@code unavailable}. */
  Future<Caller> authenticate(String accessToken);
}
