package io.sotong.store.embedded;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.sotong.bus.PresenceTalk.Arrive;
import io.sotong.bus.PresenceTalk.Beat;
import io.sotong.bus.PresenceTalk.Beats;
import io.sotong.bus.PresenceTalk.Leave;
import io.sotong.mailbox.SessionDirectory;
import io.sotong.model.DeviceId;
import io.sotong.model.NodeId;
import io.sotong.model.UserId;
import io.sotong.presence.PresenceTable;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Presence in memory, for one node: a restart forgets it, and sessions with it. Any thread. */
public final class MemoryPresence implements PresenceTable, SessionDirectory {
  /** So many of those who left are remembered with the time when they were last active. */
  private static final long MAX_REMEMBERED = 200_000;

  private final Map<UserId, Map<DeviceId, Here>> users = new HashMap<>();
  private final NavigableSet<Seen> byBeat =
      new TreeSet<>(
          Comparator.comparingLong(Seen::beatMs)
              .thenComparing(Seen::user)
              .thenComparing(Seen::device));
  private final Cache<UserId, Long> lastActive =
      Caffeine.newBuilder().maximumSize(MAX_REMEMBERED).executor(Runnable::run).build();

  /** Beats up to then are of no account: the device has left since. */
  private final Cache<Device, Long> gone =
      Caffeine.newBuilder().maximumSize(MAX_REMEMBERED).executor(Runnable::run).build();

  private record Device(UserId user, DeviceId device) {}

  /** A device: its last beat, and the node that holds its session, if one does. */
  private record Here(long beatMs, Optional<NodeId> node) {}

  @Override
  public synchronized Future<Change> arrive(Arrive arrival) {
    return Future.succeededFuture(
        put(arrival.user(), arrival.device(), arrival.atMs(), Optional.of(arrival.node())));
  }

  @Override
  public synchronized Future<List<UserId>> beat(Beats beats) {
    List<UserId> online = new ArrayList<>(0);
    for (Beat beat : beats.beats()) {
      Here known = here(beat.user(), beat.device());
      if (known == null && isLate(beat)) {
        continue;
      }
      Optional<NodeId> node = known == null ? Optional.of(beats.node()) : known.node();
      if (put(beat.user(), beat.device(), beat.atMs(), node) == Change.ONLINE) {
        online.add(beat.user());
      }
    }
    return Future.succeededFuture(online);
  }

  @Override
  public synchronized Future<Change> leave(Leave leave) {
    Here known = here(leave.user(), leave.device());
    boolean elsewhere =
        known != null && leave.node().isPresent() && !known.node().equals(leave.node());
    if (known == null || elsewhere) {
      return Future.succeededFuture(Change.NONE);
    }
    if (leave.goodbye()) {
      return Future.succeededFuture(remove(leave.user(), leave.device(), known, leave.atMs()));
    }
    devices(leave.user()).put(leave.device(), new Here(known.beatMs(), Optional.empty()));
    return Future.succeededFuture(Change.NONE);
  }

  @Override
  public synchronized Future<List<Seen>> seenBefore(long beatMs, int limit) {
    List<Seen> seen = new ArrayList<>();
    for (Seen one : byBeat) {
      if (one.beatMs() >= beatMs || seen.size() == limit) {
        break;
      }
      seen.add(one);
    }
    return Future.succeededFuture(seen);
  }

  @Override
  public synchronized Future<Change> expire(UserId user, DeviceId device, long beatMs) {
    Here known = here(user, device);
    return Future.succeededFuture(
        known == null || known.beatMs() >= beatMs
            ? Change.NONE
            : remove(user, device, known, beatMs - 1));
  }

  @Override
  public synchronized Future<Map<UserId, Status>> statuses(List<UserId> asked) {
    Map<UserId, Status> statuses = new HashMap<>();
    for (UserId user : asked) {
      Long active = lastActive.getIfPresent(user);
      statuses.put(
          user,
          new Status(
              users.containsKey(user),
              active == null ? OptionalLong.empty() : OptionalLong.of(active)));
    }
    return Future.succeededFuture(statuses);
  }

  @Override
  public synchronized Future<Map<UserId, Set<NodeId>>> nodesOf(List<UserId> asked) {
    Map<UserId, Set<NodeId>> nodes = new HashMap<>();
    for (UserId user : asked) {
      for (Here device : devices(user).values()) {
        device
            .node()
            .ifPresent(node -> nodes.computeIfAbsent(user, one -> new HashSet<>(2)).add(node));
      }
    }
    return Future.succeededFuture(nodes);
  }

  private Map<DeviceId, Here> devices(UserId user) {
    return users.getOrDefault(user, Map.of());
  }

  private @Nullable Here here(UserId user, DeviceId device) {
    return devices(user).get(device);
  }

  private Change put(UserId user, DeviceId device, long atMs, Optional<NodeId> node) {
    Here known = here(user, device);
    boolean wasOnline = users.containsKey(user);
    long beatMs = known == null ? atMs : Math.max(known.beatMs(), atMs);
    if (known != null) {
      byBeat.remove(new Seen(user, device, known.beatMs()));
    }
    byBeat.add(new Seen(user, device, beatMs));
    users.computeIfAbsent(user, one -> new HashMap<>(2)).put(device, new Here(beatMs, node));
    lastActive.asMap().merge(user, beatMs, Math::max);
    return wasOnline ? Change.NONE : Change.ONLINE;
  }

  private boolean isLate(Beat beat) {
    Long left = gone.getIfPresent(new Device(beat.user(), beat.device()));
    return left != null && beat.atMs() <= left;
  }

  private Change remove(UserId user, DeviceId device, Here known, long leftMs) {
    gone.put(new Device(user, device), leftMs);
    byBeat.remove(new Seen(user, device, known.beatMs()));
    Map<DeviceId, Here> devices = devices(user);
    devices.remove(device);
    if (devices.isEmpty()) {
      users.remove(user);
      return Change.OFFLINE;
    }
    return Change.NONE;
  }
}
