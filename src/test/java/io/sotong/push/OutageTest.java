package io.sotong.push;

import static io.sotong.account.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.sotong.blackbox.Await;
import io.sotong.push.Provider.Outcome;
import io.sotong.push.Subscription.App;
import io.sotong.push.Subscription.Service;
import io.sotong.store.embedded.RocksPushQueue;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A provider is down for a minute, by a clock that the test turns, over the real queue. */
class OutageTest {
  private static final long START = 1_800_000_000_000L;
  private static final long UP_AGAIN = START + 60_000;

  @TempDir Path place;
  private final AtomicLong now = new AtomicLong(START);
  private final AtomicLong inVain = new AtomicLong();
  private final List<String> pushed = new CopyOnWriteArrayList<>();

  private Future<Outcome> push(Subscription to, Notification notification) {
    boolean isDown = to.address().startsWith("android") && now.get() < UP_AGAIN;
    if (isDown) {
      inVain.incrementAndGet();
      return Future.failedFuture(Provider.unavailable("503", 0));
    }
    pushed.add(
        to.address() + " " + notification.preview().orElse("-") + " " + notification.count());
    return Future.succeededFuture(Outcome.ACCEPTED);
  }

  @Test
  void allArriveAfterAMinutesOutageOnceAndWithWhatCameMeanwhile() {
    Vertx vertx = Vertx.vertx();
    Scene scene = new Scene(vertx, place);
    PushQueue queue =
        await(
            RocksPushQueue.open(
                vertx,
                place.resolve("push"),
                RocksPushQueue.Limits.DEFAULTS,
                Retry.DEFAULTS,
                () -> Instant.ofEpochMilli(now.get()),
                new Random(7)));
    Watch watch = new Watch(scene.sources, queue, 10);
    for (int i = 0; i < 3; i++) {
      scene.register(scene.bob, new App(Service.FCM, "android" + i));
    }
    scene.register(scene.bob, "browser");
    await(queue.consume(new Waker(scene.sources, this::push)));

    scene.say("before");
    await(watch.look(Map.of(scene.bob, false)));
    Await.until("they are asked for in vain", Duration.ofMinutes(1), () -> inVain.get() >= 3);
    assertThat(pushed).containsExactly("browser before 1");
    now.addAndGet(20_000);
    scene.say("meanwhile");
    await(watch.look(Map.of(scene.bob, false)));
    Await.until(
        "nothing waits",
        Duration.ofMinutes(1),
        () -> {
          now.addAndGet(1_000);
          return queue.figures().waiting() == 0;
        });

    assertThat(pushed)
        .containsExactlyInAnyOrder(
            "browser before 1",
            "browser meanwhile 2",
            "android0 meanwhile 2",
            "android1 meanwhile 2",
            "android2 meanwhile 2");
    assertThat(queue.figures().dead()).isZero();
    assertThat(inVain.get()).as("asked ever more seldom").isLessThan(3 * 2 * 8);
    await(queue.close());
    scene.close();
    await(vertx.close());
  }
}
