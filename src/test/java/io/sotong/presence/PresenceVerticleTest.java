package io.sotong.presence;

import static org.assertj.core.api.Assertions.assertThat;

import io.sotong.bus.AccountTalk.Friends;
import io.sotong.bus.Addresses;
import io.sotong.bus.Bus;
import io.sotong.bus.MailboxTalk.Delivery;
import io.sotong.bus.MailboxTalk.Signal;
import io.sotong.bus.PresenceTalk.Arrive;
import io.sotong.bus.PresenceTalk.Beat;
import io.sotong.bus.PresenceTalk.Beats;
import io.sotong.bus.PresenceTalk.Leave;
import io.sotong.mailbox.Postman;
import io.sotong.model.ChatException;
import io.sotong.model.DeviceId;
import io.sotong.model.ErrorCode;
import io.sotong.model.NodeId;
import io.sotong.model.UserId;
import io.sotong.store.embedded.MemoryPresence;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Presence on a real bus, with a clock that the tests move. */
class PresenceVerticleTest {
  private static final long START = 1_700_000_000_000L;
  private static final NodeId NODE = new NodeId("n1");
  private static final DeviceId PHONE = new DeviceId("phone");
  private static final DeviceId LAPTOP = new DeviceId("laptop");
  private static final UserId ANN = new UserId("ann");
  private static final UserId BEN = new UserId("ben");
  private static final UserId CAT = new UserId("cat");
  private static final UserId EVE = new UserId("eve");
  private static final PresenceOptions OPTIONS = new PresenceOptions(30_000, 600, 2);

  private final Vertx vertx = Vertx.vertx();
  private final Bus bus = new Bus(vertx);
  private final AtomicLong now = new AtomicLong(START);
  private final AtomicLong step = new AtomicLong();
  private final Table table = new Table();
  private final Map<UserId, Future<Friends>> friends = new ConcurrentHashMap<>();
  private final BlockingQueue<Notice> notices = new LinkedBlockingQueue<>();

  /** What one friend is told. */
  private record Notice(UserId to, String pair, String of, String status, Instant lastActiveAt) {}

  /** Tells up to which moment it was swept, and fails where it is told to. */
  private static final class Table extends Spoilt {
    private final BlockingQueue<Long> sweeps = new LinkedBlockingQueue<>();

    @Override
    public Future<List<Seen>> seenBefore(long beatMs, int limit) {
      sweeps.add(beatMs);
      return super.seenBefore(beatMs, limit);
    }
  }

  private static class Spoilt implements PresenceTable {
    final MemoryPresence sound = new MemoryPresence();
    volatile boolean sweepThrows;
    volatile boolean away;
    volatile UserId throwing = EVE;

    @Override
    public Future<Change> arrive(Arrive arrival) {
      return away
          ? Future.failedFuture(new ChatException(ErrorCode.UNAVAILABLE, "the table is away"))
          : sound.arrive(arrival);
    }

    @Override
    public Future<List<UserId>> beat(Beats beats) {
      return sound.beat(beats);
    }

    @Override
    public Future<Change> leave(Leave leave) {
      return sound.leave(leave);
    }

    @Override
    public Future<List<Seen>> seenBefore(long beatMs, int limit) {
      if (sweepThrows) {
        throw new IllegalStateException("the table is gone");
      }
      return sound.seenBefore(beatMs, limit);
    }

    @Override
    public Future<Change> expire(UserId user, DeviceId device, long beatMs) {
      if (user.equals(throwing)) {
        throw new IllegalStateException("a bad entry");
      }
      return sound.expire(user, device, beatMs);
    }

    @Override
    public Future<Map<UserId, Status>> statuses(List<UserId> users) {
      return sound.statuses(users);
    }
  }

  @BeforeEach
  void deploy() {
    bus.serve(
        Addresses.FRIENDS,
        question ->
            friends.getOrDefault(question.user(), Future.succeededFuture(new Friends(List.of()))));
    bus.listen(Addresses.node(NODE), this::hear);
    friends.put(ANN, Future.succeededFuture(new Friends(List.of(BEN, CAT))));
    deployAnother();
    arrive(BEN, PHONE);
    arrive(CAT, PHONE);
  }

  private void deployAnother() {
    Postman postman = new Postman(bus, table.sound);
    done(
        vertx.deployVerticle(
            new PresenceVerticle(
                bus,
                table,
                postman,
                () -> Instant.ofEpochMilli(now.getAndAdd(step.get())),
                OPTIONS)));
  }

  @AfterEach
  void close() {
    done(vertx.close());
  }

  @Test
  void whoArrivesIsShownToEachFriendOnce() throws Exception {
    arrive(ANN, PHONE);
    assertThat(next(2))
        .containsExactlyInAnyOrder(
            notice(BEN, "ann:ben", "online", START), notice(CAT, "ann:cat", "online", START));
    assertNothingElseIsTold();
  }

  @Test
  void aSecondDeviceTheGoodbyeOfOneOfTwoAndACutOffWithReturnAreToldToNobody() throws Exception {
    online();
    arrive(ANN, LAPTOP);
    leave(ANN, LAPTOP, true);
    leave(ANN, PHONE, false);
    pass(29_000);
    arrive(ANN, PHONE);
    pass(29_000);
    assertNothingElseIsTold();
  }

  @Test
  void theGoodbyeOfTheLastDeviceIsToldAtOnce() throws Exception {
    online();
    pass(5_000);
    leave(ANN, PHONE, true);
    assertThat(next(2))
        .containsExactlyInAnyOrder(
            notice(BEN, "ann:ben", "offline", START), notice(CAT, "ann:cat", "offline", START));
    assertNothingElseIsTold();
  }

  @Test
  void whoFallsSilentIsShownOfflineThirtySecondsAfterTheLastBeatAndOnce() throws Exception {
    online();
    arrive(ANN, LAPTOP);
    pass(10_000);
    beat(ANN, LAPTOP, START + 9_800);
    pass(30_300); // 40.3 s, the last beat was at 9.8 s: not yet
    assertThat(notices).isEmpty();
    pass(100);
    assertThat(next(2))
        .containsExactlyInAnyOrder(
            notice(BEN, "ann:ben", "offline", START + 9_800),
            notice(CAT, "ann:cat", "offline", START + 9_800));
    assertNothingElseIsTold();
  }

  @Test
  void ofTwoSweepersOneTells() throws Exception {
    deployAnother();
    deployAnother();
    online();
    pass(31_000);
    assertThat(next(2)).extracting(Notice::to).containsExactlyInAnyOrder(BEN, CAT);
    assertNothingElseIsTold();
  }

  @Test
  void neitherABadEntryNorABadSweepStopsTheSweeper() throws Exception {
    online();
    arrive(EVE, PHONE); // throws when it is to be expired, and stands before the next
    now.addAndGet(1);
    UserId zoe = new UserId("zoe");
    friends.put(zoe, Future.succeededFuture(new Friends(List.of(BEN))));
    arrive(zoe, PHONE);
    next(1);
    table.sweepThrows = true;
    pass(31_000);
    table.sweepThrows = false;
    assertThat(next(3)).extracting(Notice::of).containsExactlyInAnyOrder("ann", "ann", "zoe");
    table.throwing = BEN;
    pass(1_000);
    assertThat(done(table.statuses(List.of(EVE))))
        .containsValue(new PresenceTable.Status(false, java.util.OptionalLong.of(START)));
  }

  /** The clock moves with each sweep, so that what has one time was one sweep. */
  @Test
  void aSweepGoesOnUntilAllWhoAreSilentAreExpired() throws Exception {
    for (int i = 0; i < 2_500; i++) {
      arrive(new UserId("u" + i), PHONE);
    }
    step.set(1);
    long first = PresenceSweep.before(now.addAndGet(31_000), 30_000, 600);
    long swept = 0;
    while (swept < first) {
      swept = nextSweep();
    }
    assertThat(nextSweep()).isEqualTo(swept);
    assertThat(nextSweep()).isEqualTo(swept);
    assertThat(nextSweep()).isGreaterThan(swept);
    assertThat(done(table.statuses(List.of(new UserId("u2499")))).values())
        .noneMatch(PresenceTable.Status::online);
  }

  @Test
  void changesOfOneUserAreToldInTheirOrderThoughTheFirstLookUpIsSlow() throws Exception {
    online();
    Promise<Friends> slow = Promise.promise();
    friends.put(ANN, slow.future());
    leave(ANN, PHONE, true);
    friends.put(ANN, Future.succeededFuture(new Friends(List.of(BEN))));
    arrive(ANN, PHONE);
    pass(1_000);
    assertThat(notices).isEmpty();
    slow.complete(new Friends(List.of(BEN)));
    assertThat(next(2)).extracting(Notice::status).containsExactly("offline", "online");
  }

  @Test
  void friendsWhoCannotBeNamedDoNotKeepLaterChangesFromBeingTold() throws Exception {
    Promise<Friends> slow = Promise.promise();
    friends.put(ANN, slow.future());
    arrive(ANN, PHONE);
    friends.put(ANN, Future.succeededFuture(new Friends(List.of(BEN))));
    leave(ANN, PHONE, true);
    slow.fail(new ChatException(ErrorCode.UNAVAILABLE, "the accounts are away"));
    assertThat(next(1)).extracting(Notice::status).containsExactly("offline");
  }

  @Test
  void whoIsBackInALostTableByABeatIsShownOnline() throws Exception {
    beat(ANN, PHONE, START);
    assertThat(next(2)).extracting(Notice::status).containsExactly("online", "online");
  }

  @Test
  void aTableThatIsAwayKeepsNobodyOutAndTheNextBeatShowsWhoIsHere() throws Exception {
    table.away = true;
    arrive(ANN, PHONE);
    table.away = false;
    assertNothingElseIsTold();
    beat(ANN, PHONE, START + 5_000);
    assertThat(next(2)).extracting(Notice::status).containsExactly("online", "online");
  }

  private void online() throws Exception {
    arrive(ANN, PHONE);
    next(2);
  }

  private void arrive(UserId user, DeviceId device) {
    done(bus.request(Addresses.ARRIVE, new Arrive(user, device, NODE, now.get())));
  }

  private void leave(UserId user, DeviceId device, boolean goodbye) {
    Leave leave = new Leave(user, device, Optional.of(NODE), goodbye, now.get());
    done(bus.request(Addresses.LEAVE, leave));
  }

  private void beat(UserId user, DeviceId device, long atMs) {
    done(bus.request(Addresses.BEATS, new Beats(NODE, List.of(new Beat(user, device, atMs)))));
  }

  /** Moves the clock, friends go on beating, and two sweeps see the new time. */
  private void pass(long ms) throws InterruptedException {
    long to = now.get() + ms;
    beat(BEN, PHONE, to);
    beat(CAT, PHONE, to);
    now.set(to);
    for (int seen = 0; seen < 2; ) {
      if (nextSweep() == PresenceSweep.before(to, 30_000, 600)) {
        seen++;
      }
    }
  }

  private long nextSweep() throws InterruptedException {
    Long swept = table.sweeps.poll(10, TimeUnit.SECONDS);
    assertThat(swept).as("the sweeper is alive").isNotNull();
    return swept == null ? 0 : swept;
  }

  private List<Notice> next(int count) throws InterruptedException {
    List<Notice> heard = new java.util.ArrayList<>();
    for (int i = 0; i < count; i++) {
      heard.add(notices.poll(10, TimeUnit.SECONDS));
    }
    assertThat(heard).doesNotContainNull();
    return heard;
  }

  /** Whatever was still to be told is told before what is known to be told now. */
  private void assertNothingElseIsTold() throws InterruptedException {
    UserId last = new UserId("last");
    friends.put(last, Future.succeededFuture(new Friends(List.of(BEN))));
    pass(1);
    arrive(last, PHONE);
    assertThat(next(1)).extracting(Notice::of).containsExactly("last");
  }

  private void hear(Delivery delivery) {
    if (delivery instanceof Delivery.Told told && told.signal() instanceof Signal.Frame frame) {
      JsonObject json = frame.frame().plain().toJsonObject();
      for (UserId user : told.users()) {
        notices.add(
            new Notice(
                user,
                json.getString("pair"),
                json.getString("userId"),
                json.getString("status"),
                json.getInstant("lastActiveAt")));
      }
    }
  }

  private static Notice notice(UserId to, String pair, String status, long lastActiveAtMs) {
    return new Notice(to, pair, "ann", status, Instant.ofEpochMilli(lastActiveAtMs));
  }

  private static <T> T done(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
