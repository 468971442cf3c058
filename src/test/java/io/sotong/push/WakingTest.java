package io.sotong.push;

import static io.sotong.account.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sotong.blackbox.Await;
import io.sotong.log.Register;
import io.sotong.mailbox.Entry;
import io.sotong.model.ChatException;
import io.sotong.model.DeviceId;
import io.sotong.model.ErrorCode;
import io.sotong.model.UserId;
import io.sotong.push.Provider.Outcome;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
  private final List<WakeUp> queued = new ArrayList<>();
  private final List<String> pushed = new CopyOnWriteArrayList<>();
  private final Map<String, Future<Outcome>> answers = new HashMap<>();
  private boolean queueIsAway;
  private Scene scene;
  private Sources sources;
  private UserId ann;
  private UserId bob;

  @BeforeEach
  void open() {
    scene = new Scene(vertx, place);
    sources = scene.sources;
    ann = scene.ann;
    bob = scene.bob;
  }

  @AfterEach
  void close() {
    scene.close();
    await(vertx.close());
  }

  private DeviceId register(UserId user, String name) {
    return scene.register(user, name);
  }

  private void say(String body) {
    scene.say(body);
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
          pushed.add(to.address() + " " + notification.preview().orElse("-"));
          return answers.getOrDefault(to.address(), Future.succeededFuture(Outcome.ACCEPTED));
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
    scene.log.raise(Register.deviceAck(bob, device), 2);
    await(watch().look(Map.of(bob, true)));
    assertThat(queued).isEmpty();
  }

  @Test
  void whoIsHereIsEnqueuedWhenGoneAlsoIfThatWasDoneBefore() {
    register(bob, "bobs");
    say("hello");
    await(watch().look(Map.of(bob, false)));
    scene.here.add(bob);
    await(wake()); // judged needless: bob is here
    assertThat(pushed).isEmpty();
    await(watch().look(Map.of(bob, true)));
    assertThat(queued).hasSize(1);
    scene.here.remove(bob); // the session was dead: it has acknowledged nothing
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
  void whatADeviceWasToldBeforeItsServiceFailedItIsNotToldAgain() {
    register(bob, "bobs");
    say("first");
    scene.sayInGroup("second");
    List<Optional<String>> told = new ArrayList<>();
    Waker waker =
        new Waker(
            sources,
            (to, notification) -> {
              told.add(notification.preview());
              return told.size() == 2
                  ? Future.failedFuture(away)
                  : Future.succeededFuture(Outcome.ACCEPTED);
            });
    assertThatThrownBy(() -> await(waker.push(new WakeUp(bob, 2)))).isSameAs(away);
    await(waker.push(new WakeUp(bob, 2)));
    assertThat(told)
        .containsExactly(Optional.of("first"), Optional.of("second"), Optional.of("second"));
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
