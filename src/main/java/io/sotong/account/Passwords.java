package io.sotong.account;

import com.password4j.Argon2Function;
import com.password4j.types.Argon2;
import io.sotong.model.ChatException;
import io.sotong.model.ErrorCode;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Hashes and checks passwords with Argon2id, at most {@value #AT_ONCE} at a time on threads of
 * their own. Any thread; futures complete on the caller's context. When {@value #WAITING} wait
 * already, they fail with {@code rate_limited}: hashing must not become a way to stop the server.
 */
public final class Passwords {
  private static final int AT_ONCE = 2;
  private static final int WAITING = 50;

  /** About how long one takes to give way, milliseconds. */
  private static final long RETRY_MS = 2_000;

  private static final int SALT_BYTES = 16;
  private static final int HASH_BYTES = 32;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final WorkerExecutor threads;
  private final Argon2Function argon2;
  private final AtomicInteger underWay = new AtomicInteger();
  private final String nobodys;

  /** Makes one; hashes once, some 30 ms, so call it off the event loop. */
  public Passwords(Vertx vertx, AccountOptions options) {
    threads = vertx.createSharedWorkerExecutor("sotong-password", AT_ONCE, 30, TimeUnit.SECONDS);
    argon2 =
        Argon2Function.getInstance(
            options.argon2MemoryKiB(), options.argon2Iterations(), 1, HASH_BYTES, Argon2.ID);
    byte[] unknown = new byte[SALT_BYTES];
    RANDOM.nextBytes(unknown);
    nobodys = hashNow(unknown);
  }

  /** The hash of {@code password}, with its parameters and salt. */
  public Future<String> hash(String password) {
    return run(() -> hashNow(password.getBytes(StandardCharsets.UTF_8)));
  }

  /**
   * Whether {@code password} fits. Without a hash it takes the same time and does not: nobody can
   * tell by the clock which names there are.
   */
  public Future<Boolean> fits(String password, Optional<String> hash) {
    return run(
        () -> {
          String kept = hash.orElse(nobodys);
          boolean fits =
              Argon2Function.getInstanceFromHash(kept)
                  .check(
                      password.getBytes(StandardCharsets.UTF_8),
                      kept.getBytes(StandardCharsets.UTF_8));
          return fits && hash.isPresent();
        });
  }

  private String hashNow(byte[] password) {
    byte[] salt = new byte[SALT_BYTES];
    RANDOM.nextBytes(salt);
    return argon2.hash(password, salt).getResult();
  }

  private <T> Future<T> run(Callable<T> work) {
    if (underWay.incrementAndGet() > AT_ONCE + WAITING) {
      underWay.decrementAndGet();
      return Future.failedFuture(
          new ChatException(ErrorCode.RATE_LIMITED, "Too many log in just now.", RETRY_MS));
    }
    return threads.executeBlocking(work, false).onComplete(done -> underWay.decrementAndGet());
  }
}
