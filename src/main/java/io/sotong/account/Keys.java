package io.sotong.account;

import io.vertx.core.Future;

/** The port to the secrets of an installation. Fails with {@code unavailable}. */
@FunctionalInterface
public interface Keys {
  /** The secret of that name: {@code candidate} the first time ever, the same ever after. */
  Future<byte[]> get(String name, byte[] candidate);
}
