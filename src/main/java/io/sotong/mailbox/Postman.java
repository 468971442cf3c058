package io.sotong.mailbox;

import io.sotong.bus.Addresses;
import io.sotong.bus.Bus;
import io.sotong.bus.MailboxTalk.Delivery;
import io.sotong.bus.MailboxTalk.Place;
import io.sotong.bus.MailboxTalk.Signal;
import io.sotong.model.DeviceId;
import io.sotong.model.NodeId;
import io.sotong.model.UserId;
import io.sotong.wire.JsonBytes;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;

/** Wakes sessions wherever they are, with one envelope per node. Any thread. */
public final class Postman {
  private final Bus bus;
  private final SessionDirectory directory;
  private final LongAdder hints = new LongAdder();

  public Postman(Bus bus, SessionDirectory directory) {
    this.bus = bus;
    this.directory = directory;
  }

  /**
   * Tells the sessions of all {@code places} of an entry that stands there.
   *
   * @return those who have no live session anywhere
   */
  public Future<List<UserId>> hint(List<Place> places, JsonBytes fields) {
    List<UserId> users = places.stream().map(Place::user).toList();
    return directory
        .nodesOf(users)
        .map(
            nodes -> {
              Map<NodeId, List<Place>> byNode = new HashMap<>();
              List<UserId> away = new ArrayList<>();
              for (Place place : places) {
                Set<NodeId> holding = nodes.getOrDefault(place.user(), Set.of());
                if (holding.isEmpty()) {
                  away.add(place.user());
                }
                for (NodeId node : holding) {
                  byNode.computeIfAbsent(node, n -> new ArrayList<>()).add(place);
                }
              }
              byNode.forEach(
                  (node, its) -> bus.send(Addresses.node(node), new Delivery.Entry(its, fields)));
              hints.add(byNode.size());
              return away;
            });
  }

  /** Envelopes with hints that were sent so far. */
  public long hints() {
    return hints.sum();
  }

  /** Tells the live sessions of {@code users} something that is not stored. */
  public Future<Void> tell(List<UserId> users, Signal signal) {
    return directory
        .nodesOf(users)
        .map(
            nodes -> {
              Map<NodeId, List<UserId>> byNode = new HashMap<>();
              nodes.forEach(
                  (user, holding) ->
                      holding.forEach(
                          node -> byNode.computeIfAbsent(node, n -> new ArrayList<>()).add(user)));
              byNode.forEach(
                  (node, its) -> bus.send(Addresses.node(node), new Delivery.Told(its, signal)));
              return null;
            });
  }

  /** Ends the sessions of one device, or of all of the user's. */
  public Future<Void> signOut(UserId user, Optional<DeviceId> device) {
    return tell(List.of(user), new Signal.SignedOut(device));
  }
}
