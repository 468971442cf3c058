package io.sotong.push;

import static io.sotong.account.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.sotong.blackbox.Await;
import io.sotong.model.ChatException;
import io.sotong.model.ErrorCode;
import io.sotong.model.UserId;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every queue of wake-ups keeps to. */
public interface PushQueueContract {
  /** So long at first, at most so long, so often. */
  Retry RETRY = new Retry(2_000, 4_000, 3);

  int IN_HAND = 8;
  Duration LIMIT = Duration.ofMinutes(2);

  /** The queue under test, empty for each test; with {@link #RETRY} and {@link #IN_HAND}. */
  PushQueue queue();

  /** Ends the process that has the queue, without a word, and opens the queue in another. */
  PushQueue queueAfterKill();

  /** Ends the process that has the queue in order, and opens the queue in another. */
  PushQueue queueAfterStop();

  /** Time goes on for the queue. */
  void pass(long ms);

  /** Notes what it is given, and answers as it is told. */
  final class Recorder implements PushQueue.Pusher {
    final Map<WakeUp, Integer> given = new ConcurrentHashMap<>();
    private final Function<WakeUp, Future<Void>> answer;

    Recorder(Function<WakeUp, Future<Void>> answer) {
      this.answer = answer;
    }

    @Override
    public Future<Void> push(WakeUp wakeUp) {
      given.merge(wakeUp, 1, Integer::sum);
      return answer.apply(wakeUp);
    }

    public boolean hasSome() {
      return !given.isEmpty();
    }

    int times(WakeUp wakeUp) {
      return given.getOrDefault(wakeUp, 0);
    }

    public void awaitTimes(WakeUp wakeUp, int times) {
      Await.until(wakeUp + " is given " + times + " times", LIMIT, () -> times(wakeUp) >= times);
    }
  }

  static WakeUp wakeUp(int number) {
    return new WakeUp(new UserId("u" + number), number);
  }

  static List<WakeUp> enqueue(PushQueue queue, int from, int to) {
    List<WakeUp> all = IntStream.range(from, to).mapToObj(PushQueueContract::wakeUp).toList();
    await(Future.all(all.stream().map(queue::enqueue).toList()));
    return all;
  }

  static Recorder consume(PushQueue queue, Function<WakeUp, Future<Void>> answer) {
    Recorder recorder = new Recorder(answer);
    await(queue.consume(recorder));
    return recorder;
  }

  private static Future<Void> done() {
    return Future.succeededFuture();
  }

  private static Future<Void> failure(long askedMs) {
    return Future.failedFuture(new ChatException(ErrorCode.UNAVAILABLE, "throttled", askedMs));
  }

  /** Something enqueued now has been pushed: whatever was due before it was given as well. */
  private void aTurn(PushQueue queue, Recorder recorder, int number) {
    enqueue(queue, number, number + 1);
    recorder.awaitTimes(wakeUp(number), 1);
  }

  /** From when on its next time is reckoned is settled only then. */
  private void awaitFailed(int times) {
    Await.until("it has failed", LIMIT, () -> queue().figures().failed() == times);
  }

  @Test
  default void whatIsEnqueuedIsGivenOnceIfAllGoesWell() {
    Recorder recorder = consume(queue(), wake -> done());
    List<WakeUp> all = enqueue(queue(), 0, 200);
    Await.until("all are given", LIMIT, () -> recorder.given.keySet().containsAll(all));
    Await.until("all are settled", LIMIT, () -> queue().figures().pushed() == 200);
    assertThat(recorder.given.values()).containsOnly(1);
    assertThat(queue().figures()).isEqualTo(new PushQueue.Figures(0, 200, 0, 0));
  }

  @Test
  default void whatWaitedBeforeAnyoneConsumedIsGivenToo() {
    List<WakeUp> all = enqueue(queue(), 0, 50);
    Recorder recorder = consume(queue(), wake -> done());
    Await.until("all are given", LIMIT, () -> recorder.given.keySet().containsAll(all));
  }

  @Test
  default void whatWasInHandAtADeathIsGivenAgain() {
    List<WakeUp> all = enqueue(queue(), 0, 40);
    Recorder dying =
        consume(queue(), wake -> wake.seq() % 2 == 0 ? done() : Promise.<Void>promise().future());
    Await.until("its hands are full", LIMIT, () -> dying.given.size() >= IN_HAND);
    Recorder heir = consume(queueAfterKill(), wake -> done());
    Await.until(
        "all are pushed by either",
        LIMIT,
        () ->
            all.stream()
                .allMatch(
                    wake ->
                        heir.given.containsKey(wake)
                            || wake.seq() % 2 == 0 && dying.given.containsKey(wake)));
  }

  @Test
  default void whatIsSettledIsNotGivenAgainAfterAStop() {
    enqueue(queue(), 0, 30);
    Recorder first = consume(queue(), wake -> done());
    Await.until("all are settled", LIMIT, () -> queue().figures().pushed() == 30);
    PushQueue again = queueAfterStop();
    Recorder second = consume(again, wake -> done());
    aTurn(again, second, 100);
    assertThat(first.given).hasSize(30);
    assertThat(second.given.keySet()).containsExactly(wakeUp(100));
  }

  @Test
  default void whatFailedIsGivenAgainAfterItsTimeAndNotBefore() {
    WakeUp bad = wakeUp(0);
    AtomicInteger failures = new AtomicInteger();
    Recorder recorder =
        consume(
            queue(),
            wake -> wake.equals(bad) && failures.incrementAndGet() == 1 ? failure(0) : done());
    enqueue(queue(), 0, 1);
    awaitFailed(1);
    for (int i = 1; i < 6; i++) {
      aTurn(queue(), recorder, i); // the others are not held up
    }
    assertThat(recorder.times(bad)).isEqualTo(1);
    pass(RETRY.firstMs());
    recorder.awaitTimes(bad, 2);
    Await.until("it is settled", LIMIT, () -> queue().figures().pushed() == 6);
    assertThat(queue().figures()).isEqualTo(new PushQueue.Figures(0, 6, 1, 0));
  }

  @Test
  default void whatAProviderAsksForIsHonoured() {
    WakeUp bad = wakeUp(0);
    Recorder recorder = consume(queue(), wake -> wake.equals(bad) ? failure(3_600_000) : done());
    enqueue(queue(), 0, 1);
    awaitFailed(1);
    pass(3_000_000);
    for (int i = 1; i < 6; i++) {
      aTurn(queue(), recorder, i);
    }
    assertThat(recorder.times(bad)).isEqualTo(1);
    pass(600_000);
    recorder.awaitTimes(bad, 2);
  }

  @Test
  default void whatFailsTooOftenIsADeadLetterThatCanBePlayedAgain() {
    WakeUp bad = wakeUp(0);
    AtomicInteger failures = new AtomicInteger();
    Recorder recorder =
        consume(
            queue(),
            wake -> wake.equals(bad) && failures.incrementAndGet() <= 3 ? failure(0) : done());
    assertThat(await(queue().dead(10))).isEmpty();
    assertThat(await(queue().replay(10))).isZero();
    enqueue(queue(), 0, 2);
    for (int i = 1; i <= 3; i++) {
      int times = i;
      Await.until(
          "it has failed " + i + " times",
          LIMIT,
          () -> {
            pass(500);
            return recorder.times(bad) >= times;
          });
    }
    Await.until("it is given up", LIMIT, () -> queue().figures().dead() == 1);
    Await.until("it is in no hand", LIMIT, () -> queue().figures().waiting() == 0);
    List<Attempt> dead = await(queue().dead(10));
    assertThat(dead).hasSize(1);
    assertThat(dead.get(0).wakeUp()).isEqualTo(bad);
    assertThat(dead.get(0).failures()).isEqualTo(3);
    assertThat(dead.get(0).why()).isEqualTo("throttled");
    assertThat(await(queue().replay(10))).isEqualTo(1);
    recorder.awaitTimes(bad, 4);
    assertThat(await(queue().dead(10))).isEmpty();
    assertThat(await(queue().replay(10))).isZero();
  }

  @Test
  default void deadLettersOutliveAStopAndArePlayedOldestFirst() {
    Recorder recorder = consume(queue(), wake -> wake.seq() < 3 ? failure(0) : done());
    for (int i = 0; i < 3; i++) {
      enqueue(queue(), i, i + 1);
      int dead = i + 1;
      Await.until(
          "it is given up",
          LIMIT,
          () -> {
            pass(1_000);
            return queue().figures().dead() == dead && queue().figures().waiting() == 0;
          });
    }
    assertThat(recorder.given.values()).containsOnly(3);
    PushQueue again = queueAfterStop();
    assertThat(await(again.dead(2)).stream().map(Attempt::wakeUp))
        .containsExactly(wakeUp(0), wakeUp(1));
    Recorder second = consume(again, wake -> done());
    assertThat(await(again.replay(2))).isEqualTo(2);
    second.awaitTimes(wakeUp(0), 1);
    second.awaitTimes(wakeUp(1), 1);
    assertThat(await(again.dead(10)).stream().map(Attempt::wakeUp)).containsExactly(wakeUp(2));
  }

  @Test
  default void noMoreIsInHandThanAgreed() {
    enqueue(queue(), 0, 100);
    AtomicInteger inHand = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    Promise<Void> gate = Promise.promise();
    Recorder recorder =
        consume(
            queue(),
            wake -> {
              most.accumulateAndGet(inHand.incrementAndGet(), Math::max);
              return gate.future().onComplete(open -> inHand.decrementAndGet());
            });
    Await.until("its hands are full", LIMIT, () -> recorder.given.size() >= IN_HAND);
    gate.complete();
    Await.until("all are settled", LIMIT, () -> queue().figures().pushed() == 100);
    assertThat(most.get()).isLessThanOrEqualTo(IN_HAND);
  }

  @Test
  default void aPusherThatThrowsHasFailed() {
    Recorder recorder =
        consume(
            queue(),
            wake -> {
              if (wake.seq() == 0) {
                throw new IllegalStateException("broken");
              }
              return done();
            });
    enqueue(queue(), 0, 1);
    recorder.awaitTimes(wakeUp(0), 1);
    aTurn(queue(), recorder, 1);
    Await.until("it has failed", LIMIT, () -> queue().figures().failed() == 1);
  }
}
