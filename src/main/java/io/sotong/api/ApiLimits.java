package io.sotong.api;

import io.sotong.limit.Rate;
import io.sotong.limit.RateLimiter;
import io.sotong.model.DeviceId;
import io.sotong.model.UserId;
import java.util.function.LongSupplier;

/** How much anyone may ask of this node over HTTP. One for all instances; any thread. */
public final class ApiLimits {
  private final RateLimiter requests;
  private final RateLimiter sends;
  private final RateLimiter logIns;
  private final RateLimiter signUps;
  private final RateLimiter refreshes;

  /** Makes the limits; each method below takes from the one of its name. */
  public ApiLimits(Rate requests, Rate sends, Rate logIns, Rate signUps, LongSupplier nanoTime) {
    this.requests = new RateLimiter(requests, nanoTime);
    this.sends = new RateLimiter(sends, nanoTime);
    this.logIns = new RateLimiter(logIns, nanoTime);
    this.signUps = new RateLimiter(signUps, nanoTime);
    this.refreshes = new RateLimiter(requests, nanoTime);
  }

  /** Any request but a send; throws {@code rate_limited}. */
  void request(UserId user) {
    requests.take(user.value());
  }

  /** A message; throws {@code rate_limited}. */
  void send(DeviceId device) {
    sends.take(device.value());
  }

  /** An attempt to log in, whether there is such an account or not; throws {@code rate_limited}. */
  void logIn(String username) {
    logIns.take(username.length() <= 64 ? username : username.substring(0, 64));
  }

  /** A refresh, by whoever that will turn out to be; throws {@code rate_limited}. */
  void refresh(String address) {
    if (!isLoopback(address)) {
      refreshes.take(address);
    }
  }

  /** A new account; throws {@code rate_limited}. */
  void signUp(String address) {
    if (!isLoopback(address)) {
      signUps.take(address);
    }
  }

  private static boolean isLoopback(String address) {
    return address.startsWith("127.")
        || address.equals("::1")
        || address.equals("0:0:0:0:0:0:0:1")
        || address.startsWith("::ffff:127.");
  }
}
