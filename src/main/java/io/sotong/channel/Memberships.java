package io.sotong.channel;

import io.sotong.model.ChannelId;
import io.vertx.core.Future;
import java.util.Optional;

/** The port by which routers learn who is in a channel. Fails with {@code unavailable}. */
public interface Memberships {
  /** The members now; empty if there is no such channel. */
  Future<Optional<Membership>> of(ChannelId channel);
}
