package io.sotong.routing;

import io.sotong.channel.Membership;
import io.sotong.channel.Memberships;
import io.sotong.model.ChannelId;
import io.sotong.model.ChatException;
import io.sotong.model.ErrorCode;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The members of channels as this router knows them. They are asked for again whenever a channel's
 * version register is beyond what is known, so no message sent after a change was answered is
 * judged or copied by what was before it. What has not changed is confirmed now and then beside the
 * sends, and holds for 30 s without: so long can people go on chatting while the accounts' store is
 * away. Not thread-safe.
 */
final class KnownMembers {
  /** So long after it was asked for an answer may be used. */
  static final long HOLDS_MS = 30_000;

  /** From this age on it is asked for again while it is used. */
  static final long CONFIRMED_AFTER_MS = 15_000;

  private static final Logger LOG = LoggerFactory.getLogger(KnownMembers.class);

  private final Memberships memberships;
  private final InstantSource clock;
  private final Map<ChannelId, Known> known;
  private final Set<ChannelId> confirming = new HashSet<>();

  /**
   * @param most channels that are remembered; the longest unused are forgotten first
   */
  KnownMembers(Memberships memberships, InstantSource clock, int most) {
    this.memberships = memberships;
    this.clock = clock;
    known =
        new LinkedHashMap<>(256, 0.75f, true) {
          private static final long serialVersionUID = 1;

          @Override
          protected boolean removeEldestEntry(Map.Entry<ChannelId, Known> eldest) {
            return size() > most;
          }
        };
  }

  private record Known(Membership members, long askedAtMs) {}

  /**
   * The members of a channel; {@code not_found} if there is no such channel, {@code unavailable} if
   * they are not known and cannot be asked for.
   *
   * @param version the channel's version register, read after whatever is to be judged
   */
  Future<Membership> of(ChannelId channel, long version) {
    Known cached = known.get(channel);
    if (cached == null || cached.members().version() < version) {
      return ask(channel, version);
    }
    long age = clock.millis() - cached.askedAtMs();
    if (age < 0 || age >= HOLDS_MS) { // below 0: the clock was set back
      return ask(channel, version);
    }
    if (age >= CONFIRMED_AFTER_MS) {
      confirm(channel, version);
    }
    return Future.succeededFuture(cached.members());
  }

  private void confirm(ChannelId channel, long version) {
    if (confirming.add(channel)) {
      ask(channel, version)
          .onFailure(cause -> LOG.debug("{} is not confirmed: {}", channel, cause.getMessage()))
          .onComplete(done -> confirming.remove(channel));
    }
  }

  private Future<Membership> ask(ChannelId channel, long version) {
    long askedAtMs = clock.millis();
    return memberships.of(channel).map(found -> learn(channel, found, version, askedAtMs));
  }

  private Membership learn(
      ChannelId channel, Optional<Membership> found, long version, long askedAtMs) {
    if (found.isEmpty()) {
      known.remove(channel);
      throw new ChatException(ErrorCode.NOT_FOUND, "no such channel");
    }
    Membership fresh = found.get();
    if (fresh.version() < version) {
      throw new ChatException(ErrorCode.UNAVAILABLE, "members are not known yet", 200);
    }
    Known before = known.get(channel);
    if (before == null || before.members().version() <= fresh.version()) {
      known.put(channel, new Known(fresh, askedAtMs));
    }
    return fresh;
  }
}
