package io.sotong.push;

import io.sotong.log.Log;
import io.sotong.log.Raise;
import io.sotong.log.Register;
import io.sotong.model.ChatException;
import io.sotong.model.DeviceId;
import io.sotong.model.ErrorCode;
import io.sotong.model.UserId;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Takes devices' registrations. Any thread; fails with the codes named, and {@code unavailable}.
 */
public final class Enrolment {
  private final Registrations registrations;
  private final Log log;
  private final Function<Subscription, Optional<String>> refusal;

  /**
   * Takes them for {@code registrations}.
   *
   * @param refusal why a subscription is not taken; empty if it is
   */
  public Enrolment(
      Registrations registrations, Log log, Function<Subscription, Optional<String>> refusal) {
    this.registrations = registrations;
    this.log = log;
    this.refusal = refusal;
  }

  /**
   * Registers a device: from now on it is woken, for what comes from now on. {@code invalid} if it
   * cannot be, {@code unauthorized} if it is logged out.
   */
  public Future<Void> register(UserId user, DeviceId device, Subscription subscription) {
    Optional<String> why = refusal.apply(subscription);
    if (why.isPresent()) {
      return Future.failedFuture(new ChatException(ErrorCode.INVALID, why.get()));
    }
    return log.get(List.of(Register.mailboxHead(user)))
        .compose(
            heads -> {
              Raise known = new Raise(Register.deviceWoken(user, device), heads[0]);
              return log.raise(List.of(known));
            })
        .compose(raised -> registrations.keep(user, device, subscription));
  }

  /** Takes a device's registration away, if it has one. */
  public Future<Void> remove(DeviceId device) {
    return registrations.remove(device);
  }
}
