package io.sotong.push;

import static io.sotong.account.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sotong.blackbox.Await;
import io.sotong.push.Provider.Outcome;
import io.sotong.push.Subscription.App;
import io.sotong.push.Subscription.Browser;
import io.sotong.push.Subscription.Service;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How fast providers are asked, and who is asked by which. */
class PaceTest {
  private static final Duration LIMIT = Duration.ofMinutes(1);
  private static final App PHONE = new App(Service.FCM, "a phone");
  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();
  private final AtomicLong nanoTime = new AtomicLong(1);
  private final List<Promise<Outcome>> asked = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() {
    await(vertx.close());
  }

  private Pace<App> pace(int perSecond, int atOnce) {
    Provider<App> provider =
        (to, notification) -> {
          Promise<Outcome> answer = Promise.promise();
          asked.add(answer);
          return answer.future();
        };
    return new Pace<>(vertx, provider, perSecond, atOnce, nanoTime::get);
  }

  private List<Future<Outcome>> push(Provider<App> provider, int times) {
    Promise<List<Future<Outcome>>> pushed = Promise.promise();
    context.runOnContext(
        now ->
            pushed.complete(
                IntStream.range(0, times)
                    .mapToObj(i -> provider.push(PHONE, Notifications.HIDDEN))
                    .toList()));
    return await(pushed.future());
  }

  private void answer(int number, Outcome outcome) {
    Await.until("it is asked for", LIMIT, () -> asked.size() > number);
    context.runOnContext(now -> asked.get(number).complete(outcome));
  }

  @Test
  void noMoreAreUnderWayThanAgreedAndEachEndLetsOneOn() {
    List<Future<Outcome>> pushed = push(pace(1_000, 2), 5);
    assertThat(asked).hasSize(2);
    answer(0, Outcome.GONE);
    assertThat(await(pushed.get(0))).isEqualTo(Outcome.GONE);
    Await.until("a third is asked for", LIMIT, () -> asked.size() == 3);
    context.runOnContext(now -> asked.get(1).fail("broken"));
    assertThatThrownBy(() -> await(pushed.get(1))).hasMessage("broken");
    for (int i = 2; i < 5; i++) {
      answer(i, Outcome.ACCEPTED);
      assertThat(await(pushed.get(i))).isEqualTo(Outcome.ACCEPTED);
    }
  }

  @Test
  void aProviderThatThrowsTakesNoTurnForGood() {
    Pace<App> pace =
        new Pace<>(
            vertx,
            (to, notification) -> {
              throw new IllegalStateException("broken");
            },
            1_000,
            1,
            nanoTime::get);
    for (Future<Outcome> each : push(pace, 3)) {
      assertThatThrownBy(() -> await(each)).hasMessage("broken");
    }
  }

  @Test
  void noMoreGoOutThanASecondAllows() {
    List<Future<Outcome>> pushed = push(pace(10, 100), 11);
    assertThat(asked).hasSize(10);
    nanoTime.addAndGet(1_000_000_000L);
    answer(10, Outcome.ACCEPTED);
    assertThat(await(pushed.get(10))).isEqualTo(Outcome.ACCEPTED);
  }

  @Test
  void eachIsPushedToByItsOwnProviderAndWithoutOneKeepsItsRegistration() {
    Providers providers =
        new Providers(
            (browser, notification) -> Future.succeededFuture(Outcome.GONE),
            Map.of(Service.FCM, (app, notification) -> Future.succeededFuture(Outcome.ACCEPTED)));
    assertThat(await(providers.push(new Browser("e", "k", "a"), Notifications.HIDDEN)))
        .isEqualTo(Outcome.GONE);
    assertThat(await(providers.push(PHONE, Notifications.HIDDEN))).isEqualTo(Outcome.ACCEPTED);
    assertThat(await(providers.push(new App(Service.APNS, "t"), Notifications.HIDDEN)))
        .isEqualTo(Outcome.REFUSED);
  }

  @Test
  void anAlarmIsRaisedAtOnceAndThenOnceAMinute() {
    List<String> told = new ArrayList<>();
    Alarm alarm = new Alarm(told::add, nanoTime::get);
    alarm.accept("told");
    alarm.accept("kept to itself");
    nanoTime.addAndGet(Duration.ofMinutes(1).toNanos());
    alarm.accept("told again");
    assertThat(told).containsExactly("told", "told again");
  }
}
