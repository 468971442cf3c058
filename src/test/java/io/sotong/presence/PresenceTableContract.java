package io.sotong.presence;

import static org.assertj.core.api.Assertions.assertThat;

import io.sotong.bus.PresenceTalk.Arrive;
import io.sotong.bus.PresenceTalk.Beat;
import io.sotong.bus.PresenceTalk.Beats;
import io.sotong.bus.PresenceTalk.Leave;
import io.sotong.mailbox.SessionDirectory;
import io.sotong.model.DeviceId;
import io.sotong.model.Ids;
import io.sotong.model.NodeId;
import io.sotong.model.UserId;
import io.sotong.presence.PresenceTable.Change;
import io.sotong.presence.PresenceTable.Seen;
import io.sotong.presence.PresenceTable.Status;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every table of presence keeps to, and the session directory that comes with it. */
public interface PresenceTableContract {
  /** The table under test, empty for each test. */
  PresenceTable table();

  /** The directory that the same operations keep. */
  SessionDirectory directory();

  DeviceId PHONE = new DeviceId("phone");
  DeviceId LAPTOP = new DeviceId("laptop");
  NodeId NODE = new NodeId("n1");
  NodeId OTHER = new NodeId("n2");

  @Test
  default void theFirstDeviceBringsItsUserOnlineAndTheSecondChangesNothing() {
    UserId user = newUser();
    assertThat(arrive(user, PHONE, NODE, 1_000)).isEqualTo(Change.ONLINE);
    assertThat(arrive(user, LAPTOP, OTHER, 2_000)).isEqualTo(Change.NONE);
    assertThat(status(user)).isEqualTo(new Status(true, OptionalLong.of(2_000)));
    assertThat(nodes(user)).containsExactlyInAnyOrder(NODE, OTHER);
  }

  @Test
  default void whoWasNeverHereIsOfflineAndOnNoNode() {
    UserId user = newUser();
    assertThat(status(user)).isEqualTo(new Status(false, OptionalLong.empty()));
    assertThat(nodes(user)).isEmpty();
  }

  @Test
  default void theGoodbyeOfOneOfTwoDevicesChangesNothingAndThatOfTheLastDoes() {
    UserId user = newUser();
    arrive(user, PHONE, NODE, 1_000);
    arrive(user, LAPTOP, OTHER, 1_000);
    assertThat(leave(user, PHONE, NODE, true, 2_000)).isEqualTo(Change.NONE);
    assertThat(nodes(user)).containsExactly(OTHER);
    assertThat(leave(user, LAPTOP, OTHER, true, 2_000)).isEqualTo(Change.OFFLINE);
    assertThat(status(user)).isEqualTo(new Status(false, OptionalLong.of(1_000)));
    assertThat(nodes(user)).isEmpty();
  }

  @Test
  default void aDeviceThatWasCutOffIsOnNoNodeAndStillOnline() {
    UserId user = newUser();
    arrive(user, PHONE, NODE, 1_000);
    assertThat(leave(user, PHONE, NODE, false, 2_000)).isEqualTo(Change.NONE);
    assertThat(nodes(user)).isEmpty();
    assertThat(status(user).online()).isTrue();
    assertThat(arrive(user, PHONE, OTHER, 3_000)).isEqualTo(Change.NONE);
    assertThat(nodes(user)).containsExactly(OTHER);
  }

  @Test
  default void aDeviceIsOnTheNodeOfItsLatestArrivalOnly() {
    UserId user = newUser();
    arrive(user, PHONE, NODE, 1_000);
    arrive(user, PHONE, OTHER, 2_000);
    assertThat(nodes(user)).containsExactly(OTHER);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  default void whatTheFormerNodeSaysOfADeviceThatMovedIsIgnored(boolean goodbye) {
    UserId user = newUser();
    arrive(user, PHONE, NODE, 1_000);
    arrive(user, PHONE, OTHER, 2_000);
    assertThat(leave(user, PHONE, NODE, goodbye, 3_000)).isEqualTo(Change.NONE);
    assertThat(nodes(user)).containsExactly(OTHER);
    assertThat(status(user).online()).isTrue();
  }

  @Test
  default void aLogOutFindsTheDeviceWhereverItIs() {
    UserId user = newUser();
    arrive(user, PHONE, NODE, 1_000);
    assertThat(leave(user, PHONE, null, true, 2_000)).isEqualTo(Change.OFFLINE);
    arrive(user, LAPTOP, NODE, 3_000);
    leave(user, LAPTOP, NODE, false, 4_000);
    assertThat(leave(user, LAPTOP, null, true, 5_000)).isEqualTo(Change.OFFLINE);
  }

  @Test
  default void aLeaveOfADeviceThatIsNotHereChangesNothing() {
    UserId user = newUser();
    assertThat(leave(user, PHONE, NODE, true, 1_000)).isEqualTo(Change.NONE);
    arrive(user, LAPTOP, NODE, 1_000);
    assertThat(leave(user, PHONE, NODE, true, 1_000)).isEqualTo(Change.NONE);
    assertThat(status(user).online()).isTrue();
  }

  @Test
  default void aBeatPutsOffTheEndAndAnOlderOneDoesNot() {
    UserId user = newUser();
    arrive(user, PHONE, NODE, 1_000);
    assertThat(beat(user, PHONE, NODE, 6_000)).isEmpty();
    assertThat(beat(user, PHONE, NODE, 5_000)).isEmpty();
    assertThat(expire(user, PHONE, 6_000)).isEqualTo(Change.NONE);
    assertThat(status(user)).isEqualTo(new Status(true, OptionalLong.of(6_000)));
    assertThat(expire(user, PHONE, 6_001)).isEqualTo(Change.OFFLINE);
    assertThat(status(user)).isEqualTo(new Status(false, OptionalLong.of(6_000)));
    assertThat(nodes(user)).isEmpty();
  }

  @Test
  default void theExpiryOfOneOfTwoDevicesChangesNothing() {
    UserId user = newUser();
    arrive(user, PHONE, NODE, 1_000);
    arrive(user, LAPTOP, NODE, 2_000);
    assertThat(expire(user, PHONE, 1_500)).isEqualTo(Change.NONE);
    assertThat(expire(user, LAPTOP, 1_500)).isEqualTo(Change.NONE);
    assertThat(expire(user, LAPTOP, 2_500)).isEqualTo(Change.OFFLINE);
  }

  @Test
  default void ofManySweepersOneIsToldOfAnExpiry() throws Exception {
    for (int round = 0; round < 200; round++) {
      UserId user = newUser();
      arrive(user, PHONE, NODE, 1_000);
      List<Change> changes = atOnce(4, () -> expire(user, PHONE, 2_000));
      assertThat(changes).containsOnlyOnce(Change.OFFLINE);
    }
  }

  @Test
  default void ofManyArrivalsAtOnceOneBringsTheUserOnline() throws Exception {
    for (int round = 0; round < 200; round++) {
      UserId user = newUser();
      List<Change> changes = atOnce(4, () -> arrive(user, new DeviceId(Ids.next()), NODE, 1_000));
      assertThat(changes).containsOnlyOnce(Change.ONLINE);
    }
  }

  @Test
  default void aBeatOfADeviceThatTheTableHasLostBringsItBack() {
    UserId user = newUser();
    assertThat(beat(user, PHONE, NODE, 1_000)).containsExactly(user);
    assertThat(status(user).online()).isTrue();
    assertThat(nodes(user)).containsExactly(NODE);
  }

  @Test
  default void aBeatThatComesLateBringsNobodyBackWhoSaidGoodbye() {
    UserId user = newUser();
    arrive(user, PHONE, NODE, 1_000);
    leave(user, PHONE, NODE, true, 2_000);
    assertThat(beat(user, PHONE, NODE, 1_900)).isEmpty();
    assertThat(status(user).online()).isFalse();
    assertThat(arrive(user, PHONE, NODE, 2_000)).isEqualTo(Change.ONLINE);
    assertThat(beat(user, PHONE, NODE, 1_950)).isEmpty();
    assertThat(status(user)).isEqualTo(new Status(true, OptionalLong.of(2_000)));
  }

  @Test
  default void aBeatFromBeforeAnExpiryBringsNobodyBackAndOneFromAfterDoes() {
    UserId user = newUser();
    arrive(user, PHONE, NODE, 1_000);
    expire(user, PHONE, 5_000);
    assertThat(beat(user, PHONE, NODE, 4_999)).isEmpty();
    assertThat(beat(user, PHONE, NODE, 5_000)).containsExactly(user);
  }

  @Test
  default void aBeatAfterACutOffKeepsTheUserOnlineAndTheDeviceOnNoNode() {
    UserId user = newUser();
    arrive(user, PHONE, NODE, 1_000);
    leave(user, PHONE, NODE, false, 2_000);
    beat(user, PHONE, NODE, 1_900);
    assertThat(nodes(user)).isEmpty();
    assertThat(status(user)).isEqualTo(new Status(true, OptionalLong.of(1_900)));
  }

  @Test
  default void theSilentAreNamedOldestFirstAndNoMoreThanAskedFor() {
    UserId user = newUser();
    UserId friend = newUser();
    arrive(user, PHONE, NODE, 3_000);
    arrive(friend, PHONE, NODE, 1_000);
    arrive(user, LAPTOP, NODE, 2_000);
    Seen first = new Seen(friend, PHONE, 1_000);
    Seen second = new Seen(user, LAPTOP, 2_000);
    assertThat(done(table().seenBefore(3_000, 10))).containsExactly(first, second);
    assertThat(done(table().seenBefore(3_000, 1))).containsExactly(first);
    assertThat(done(table().seenBefore(1_000, 10))).isEmpty();
  }

  /** Any operations in any order, against a table so simple that it must be right. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  default void whateverHappensTheTableAgreesWithItsModel(long seed) {
    Random random = new Random(seed);
    List<UserId> users = List.of(newUser(), newUser(), newUser());
    List<DeviceId> devices = List.of(PHONE, LAPTOP);
    List<NodeId> nodes = List.of(NODE, OTHER);
    Model model = new Model();
    long now = 0;
    for (int step = 0; step < 2_000; step++) {
      now += random.nextInt(8_000);
      UserId user = users.get(random.nextInt(users.size()));
      DeviceId device = devices.get(random.nextInt(devices.size()));
      NodeId node = nodes.get(random.nextInt(nodes.size()));
      boolean before = model.online(user);
      Change change;
      switch (random.nextInt(5)) {
        case 0 -> {
          change = arrive(user, device, node, now);
          model.arrive(user, device, node, now);
        }
        case 1 -> {
          boolean goodbye = random.nextBoolean();
          change = leave(user, device, node, goodbye, now);
          model.leave(user, device, node, goodbye);
        }
        case 2 -> {
          change = expire(user, device, now - 30_000);
          model.expire(user, device, now - 30_000);
        }
        default -> {
          change = beat(user, device, node, now).isEmpty() ? Change.NONE : Change.ONLINE;
          model.beat(user, device, node, now);
        }
      }
      boolean after = model.online(user);
      assertThat(change)
          .as("seed %d step %d", seed, step)
          .isEqualTo(before == after ? Change.NONE : after ? Change.ONLINE : Change.OFFLINE);
      assertThat(status(user).online()).isEqualTo(after);
      assertThat(nodes(user)).isEqualTo(model.nodes(user));
      assertThat(done(table().seenBefore(now - 30_000, 100)))
          .containsExactlyInAnyOrderElementsOf(model.silent(now - 30_000));
    }
  }

  /** The rules in their plainest form. */
  final class Model {
    private final Map<List<Object>, Long> beats = new HashMap<>();
    private final Map<List<Object>, NodeId> nodes = new HashMap<>();

    void arrive(UserId user, DeviceId device, NodeId node, long atMs) {
      beats.put(List.of(user, device), atMs);
      nodes.put(List.of(user, device), node);
    }

    void beat(UserId user, DeviceId device, NodeId node, long atMs) {
      if (beats.put(List.of(user, device), atMs) == null) {
        nodes.put(List.of(user, device), node);
      }
    }

    void leave(UserId user, DeviceId device, NodeId node, boolean goodbye) {
      if (node.equals(nodes.get(List.of(user, device)))) {
        nodes.remove(List.of(user, device));
        if (goodbye) {
          beats.remove(List.of(user, device));
        }
      }
    }

    void expire(UserId user, DeviceId device, long beforeMs) {
      List<Object> key = List.of(user, device);
      if (beats.getOrDefault(key, Long.MAX_VALUE) < beforeMs) {
        beats.remove(key);
        nodes.remove(key);
      }
    }

    boolean online(UserId user) {
      return beats.keySet().stream().anyMatch(key -> key.get(0).equals(user));
    }

    Set<NodeId> nodes(UserId user) {
      Set<NodeId> found = new HashSet<>();
      nodes.forEach(
          (key, node) -> {
            if (key.get(0).equals(user)) {
              found.add(node);
            }
          });
      return found;
    }

    List<Seen> silent(long beforeMs) {
      List<Seen> found = new ArrayList<>();
      beats.forEach(
          (key, beat) -> {
            if (beat < beforeMs) {
              found.add(new Seen((UserId) key.get(0), (DeviceId) key.get(1), beat));
            }
          });
      return found;
    }
  }

  private Change arrive(UserId user, DeviceId device, NodeId node, long atMs) {
    return done(table().arrive(new Arrive(user, device, node, atMs)));
  }

  private Change leave(
      UserId user,
      DeviceId device,
      @org.jspecify.annotations.Nullable NodeId node,
      boolean goodbye,
      long atMs) {
    return done(table().leave(new Leave(user, device, Optional.ofNullable(node), goodbye, atMs)));
  }

  private List<UserId> beat(UserId user, DeviceId device, NodeId node, long atMs) {
    return done(table().beat(new Beats(node, List.of(new Beat(user, device, atMs)))));
  }

  private Change expire(UserId user, DeviceId device, long beatMs) {
    return done(table().expire(user, device, beatMs));
  }

  private Status status(UserId user) {
    return java.util.Objects.requireNonNull(done(table().statuses(List.of(user))).get(user));
  }

  private Set<NodeId> nodes(UserId user) {
    return done(directory().nodesOf(List.of(user))).getOrDefault(user, Set.of());
  }

  private static UserId newUser() {
    return new UserId(Ids.next());
  }

  private static <T> T done(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static <T> List<T> atOnce(int threads, Callable<T> work) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    CyclicBarrier start = new CyclicBarrier(threads);
    try {
      List<java.util.concurrent.Future<T>> ends = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        ends.add(
            pool.submit(
                () -> {
                  start.await();
                  return work.call();
                }));
      }
      List<T> results = new ArrayList<>();
      for (java.util.concurrent.Future<T> end : ends) {
        results.add(end.get());
      }
      return results;
    } finally {
      pool.shutdownNow();
    }
  }
}
