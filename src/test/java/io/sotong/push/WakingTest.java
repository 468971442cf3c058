package io.sotong.push;

import static io.sotong.account.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sotong.account.Devices;
import io.sotong.account.User;
import io.sotong.blackbox.Await;
import io.sotong.channel.ChannelRules;
import io.sotong.channel.MemoryLog;
import io.sotong.log.Cell;
import io.sotong.log.LogId;
import io.sotong.log.MessageRow;
import io.sotong.log.Put;
import io.sotong.log.Raise;
import io.sotong.log.Register;
import io.sotong.log.Write;
import io.sotong.mailbox.Entry;
import io.sotong.model.ChannelId;
import io.sotong.model.ChatException;
import io.sotong.model.DeviceId;
import io.sotong.model.ErrorCode;
import io.sotong.model.Ids;
import io.sotong.model.NodeId;
import io.sotong.model.UserId;
import io.sotong.push.Provider.Outcome;
import io.sotong.store.sql.SqlBlocks;
import io.sotong.store.sql.SqlChannels;
import io.sotong.store.sql.SqlDevices;
import io.sotong.store.sql.SqlRegistrations;
import io.sotong.store.sql.SqlStore;
import io.sotong.store.sql.SqlUsers;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Finding who is to be woken, and waking, over a real database and a log in memory. */
class WakingTest {
  private final ChatException away = new ChatException(ErrorCode.UNAVAILABLE, "away", 9_000);

  @TempDir Path place;
  private final Vertx vertx = Vertx.vertx();
  private final MemoryLog log = new MemoryLog();
  private final Set<UserId> here = new HashSet<>();
  private final List<WakeUp> queued = new ArrayList<>();
  private final List<String> pushed = new CopyOnWriteArrayList<>();
  private final Map<String, Future<Outcome>> answers = new HashMap<>();
  private boolean queueIsAway;
  private SqlStore sql;
  private Sources sources;
  private UserId ann;
  private UserId bob;
  private ChannelId talk;

  @BeforeEach
  void open() {
    sql = await(SqlStore.openSqlite(vertx, place.resolve("accounts")));
    sources =
        new Sources(
            log,
            users -> {
              Map<UserId, Set<NodeId>> nodes = new HashMap<>();
              users.stream()
                  .filter(here::contains)
                  .forEach(user -> nodes.put(user, Set.of(new NodeId("n"))));
              return Future.succeededFuture(nodes);
            },
            new SqlRegistrations(sql),
            new SqlUsers(sql),
            new SqlBlocks(sql),
            new SqlChannels(sql));
    ann = user("ann");
    bob = user("bob");
    talk = new ChannelId(Ids.next());
    await(new SqlChannels(sql).create(ChannelRules.direct(talk, ann, bob, 1)));
  }

  @AfterEach
  void close() {
    await(sql.close());
    await(vertx.close());
  }

  private UserId user(String name) {
    UserId user = new UserId(name);
    await(sources.users().create(new User(user, name, "The " + name, 1), Optional.empty()));
    return user;
  }

  private DeviceId register(UserId user, String name) {
    DeviceId device =
        await(
                new SqlDevices(sql)
                    .signIn(
                        user,
                        new Devices.Description(Optional.empty(), Optional.empty(), "web"),
                        1))
            .device();
    await(
        new Enrolment(sources.registrations(), log, subscription -> Optional.empty())
            .register(user, device, new Subscription(name, "key", "secret")));
    return device;
  }

  /** As a router does: into the channel, and into bob's mailbox. */
  private void say(String body) {
    long seq = log.say(talk, ann, body, 1);
    MessageRow row = new MessageRow(ann, "r" + seq, 1, List.of(), body);
    long next = log.value(Register.mailboxHead(bob)) + 1;
    Entry entry = Entry.OfMessage.of(talk, seq, row, row.encode().length());
    log.write(
        List.of(
            Write.of(
                new Put(
                    new Cell(LogId.mailbox(bob), next, entry.encode()),
                    List.of(new Raise(Register.mailboxHead(bob), next))))));
  }

  private Watch watch() {
    PushQueue queue =
        new PushQueue() {
          @Override
          public Future<Void> enqueue(WakeUp wakeUp) {
            if (queueIsAway) {
              return Future.failedFuture(away);
            }
            queued.add(wakeUp);
            return Future.succeededFuture();
          }

          @Override
          public Future<Void> consume(Pusher pusher) {
            throw new UnsupportedOperationException();
          }

          @Override
          public Future<List<Attempt>> dead(int limit) {
            throw new UnsupportedOperationException();
          }

          @Override
          public Future<Integer> replay(int limit) {
            throw new UnsupportedOperationException();
          }

          @Override
          public Figures figures() {
            throw new UnsupportedOperationException();
          }

          @Override
          public Future<Void> close() {
            return Future.succeededFuture();
          }
        };
    return new Watch(sources, queue, 1);
  }

  private void round(Watch watch) {
    for (int i = 0; i < 4; i++) {
      await(watch.step());
    }
  }

  private Future<Void> wake() {
    return waker().push(new WakeUp(bob, 1));
  }

  private Waker waker() {
    return new Waker(
        sources,
        (to, notification) -> {
          pushed.add(to.endpoint() + " " + notification.preview().orElse("-"));
          return answers.getOrDefault(to.endpoint(), Future.succeededFuture(Outcome.ACCEPTED));
        });
  }

  @Test
  void theRoundFindsWhatNobodyToldOnTheBusAndFindsItOnce() {
    register(ann, "anns");
    register(bob, "bobs");
    say("hello");
    Watch watch = watch();
    round(watch);
    round(watch);
    assertThat(queued).containsExactly(new WakeUp(bob, 1));
    say("again");
    round(watch());
    assertThat(queued).containsExactly(new WakeUp(bob, 1), new WakeUp(bob, 2));
  }

  @Test
  void whatTheQueueDidNotTakeIsFoundAgain() {
    register(bob, "bobs");
    say("hello");
    queueIsAway = true;
    Watch watch = watch();
    assertThatThrownBy(() -> await(watch.step())).isSameAs(away);
    queueIsAway = false;
    round(watch);
    assertThat(queued).containsExactly(new WakeUp(bob, 1));
  }

  @Test
  void whoHasNoRegistrationOrHasAcknowledgedIsNotEnqueued() {
    say("hello");
    await(watch().look(Map.of(bob, true)));
    DeviceId device = register(bob, "bobs");
    await(watch().look(Map.of(bob, true)));
    say("after it was registered");
    log.raise(Register.deviceAck(bob, device), 2);
    await(watch().look(Map.of(bob, true)));
    assertThat(queued).isEmpty();
  }

  @Test
  void whoIsHereIsEnqueuedWhenGoneAlsoIfThatWasDoneBefore() {
    register(bob, "bobs");
    say("hello");
    await(watch().look(Map.of(bob, false)));
    here.add(bob);
    await(wake()); // judged needless: bob is here
    assertThat(pushed).isEmpty();
    await(watch().look(Map.of(bob, true)));
    assertThat(queued).hasSize(1);
    here.remove(bob); // the session was dead: it has acknowledged nothing
    await(watch().look(Map.of(bob, true)));
    assertThat(queued).hasSize(2);
    await(wake());
    assertThat(pushed).containsExactly("bobs hello");
  }

  @Test
  void aDeviceWhoseServiceFailsIsWokenLaterAndNoOtherTwice() {
    register(bob, "one");
    register(bob, "two");
    say("hello");
    answers.put("one", Future.failedFuture(away));
    assertThatThrownBy(() -> await(wake())).isSameAs(away);
    assertThat(pushed).containsExactlyInAnyOrder("one hello", "two hello");
    answers.clear();
    pushed.clear();
    await(wake());
    await(wake());
    assertThat(pushed).containsExactly("one hello");
  }

  @Test
  void twoWakeUpsAtOncePushOnceAndTwoLooksAtOnceEnqueueOnce() {
    register(bob, "bobs");
    say("hello");
    Watch watch = watch();
    Promise<Void> looked = Promise.promise();
    vertx.runOnContext(
        now ->
            Future.all(watch.step(), watch.look(Map.of(bob, false)), watch.step())
                .<Void>mapEmpty()
                .onComplete(looked));
    await(looked.future());
    assertThat(queued).hasSize(1);
    Promise<Outcome> answer = Promise.promise();
    answers.put("bobs", answer.future());
    Waker waker = waker();
    Future<?> both = Future.all(waker.push(queued.get(0)), waker.push(queued.get(0)));
    Await.until("it is asked", Duration.ofMinutes(1), () -> pushed.size() == 1);
    answer.complete(Outcome.ACCEPTED);
    await(both);
    assertThat(pushed).hasSize(1);
  }

  @Test
  void aDeviceThatIsGoneIsRegisteredNoLonger() {
    register(bob, "one");
    register(bob, "two");
    say("hello");
    answers.put("one", Future.succeededFuture(Outcome.GONE));
    answers.put("two", Future.succeededFuture(Outcome.REFUSED));
    await(wake());
    say("again");
    pushed.clear();
    await(wake());
    assertThat(pushed).containsExactly("two again");
  }

  @Test
  void aLongMessageIsReadWhereItStands() {
    register(bob, "bobs");
    say("x".repeat(2 * Entry.INLINE_BYTES));
    await(wake());
    assertThat(pushed).containsExactly("bobs " + "x".repeat(119) + "…");
  }

  @Test
  void ofVeryMuchThatIsNewTheLatestIsShown() {
    register(bob, "bobs");
    for (int i = 1; i <= News.MOST + 20; i++) {
      say("number " + i);
    }
    await(wake());
    assertThat(pushed).containsExactly("bobs number " + (News.MOST + 20));
  }
}
