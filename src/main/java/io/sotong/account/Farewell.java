package io.sotong.account;

import io.sotong.account.Users.SignedOut;
import io.sotong.bus.Addresses;
import io.sotong.bus.Bus;
import io.sotong.bus.PresenceTalk.Leave;
import io.sotong.log.Log;
import io.sotong.log.Raise;
import io.sotong.log.Register;
import io.sotong.mailbox.Postman;
import io.sotong.model.UserId;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a sign-out means elsewhere: tokens dead, sockets closed, offline at once. Any thread. */
public final class Farewell {
  private static final Logger LOG = LoggerFactory.getLogger(Farewell.class);

  private final Log log;
  private final Postman postman;
  private final Bus bus;
  private final InstantSource clock;

  public Farewell(Log log, Postman postman, Bus bus, InstantSource clock) {
    this.log = log;
    this.postman = postman;
    this.bus = bus;
    this.clock = clock;
  }

  /**
   * Completes when the tokens are durably dead; {@code unavailable} if that cannot be said. What
   * else there is to do is tried: a session that hears nothing ends when its token expires, and
   * without heartbeats.
   */
  Future<Void> say(UserId user, List<SignedOut> devices) {
    return revoke(devices)
        .compose(
            revoked -> {
              List<Future<Void>> leaving = new ArrayList<>();
              for (SignedOut each : devices) {
                leaving.add(close(user, each).compose(closed -> leave(user, each)));
              }
              return Future.all(leaving).mapEmpty();
            });
  }

  /** The device goes on with new tokens: the old ones die, and the sockets that they opened. */
  Future<Void> sayToOld(UserId user, SignedOut device) {
    return revoke(List.of(device)).compose(revoked -> close(user, device));
  }

  private Future<Void> revoke(List<SignedOut> devices) {
    List<Raise> raises =
        devices.stream()
            .map(each -> new Raise(Register.deviceRevoked(each.device()), each.generation()))
            .toList();
    return raises.isEmpty() ? Future.succeededFuture() : log.raise(raises);
  }

  private Future<Void> close(UserId user, SignedOut each) {
    return postman
        .signOut(user, Optional.of(each.device()))
        .otherwise(cause -> missed("closing the sockets", cause));
  }

  private Future<Void> leave(UserId user, SignedOut each) {
    Leave leave = new Leave(user, each.device(), Optional.empty(), true, clock.millis());
    return bus.request(Addresses.LEAVE, leave)
        .<Void>mapEmpty()
        .otherwise(cause -> missed("leaving", cause));
  }

  @SuppressWarnings("NullAway") // a Void has no other value
  private static Void missed(String what, Throwable cause) {
    LOG.warn("after a sign-out, {} failed: {}", what, cause.getMessage());
    return null;
  }
}
