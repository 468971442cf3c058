package io.sotong.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sotong.model.ChatException;
import io.sotong.model.ErrorCode;
import io.sotong.store.StoreRefusal;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A start waits for servers that are slow, and for nothing else. */
class PatientlyTest {
  private final Vertx vertx = Vertx.vertx();
  private final AtomicLong nanos = new AtomicLong();
  private final AtomicInteger tries = new AtomicInteger();
  private final Patiently patiently = new Patiently(vertx, nanos::get);

  @AfterEach
  void close() throws Exception {
    vertx.close().await(10, TimeUnit.SECONDS);
  }

  @Test
  void whatDoesNotAnswerIsTriedAgainUntilItDoes() {
    String found =
        patiently
            .run(
                () ->
                    switch (tries.incrementAndGet()) {
                      case 1 -> Future.failedFuture(StoreRefusal.passing("It does not answer."));
                      case 2 ->
                          Future.failedFuture(
                              new ChatException(ErrorCode.UNAVAILABLE, "too slow", 1_000));
                      default -> Future.succeededFuture("open");
                    })
            .await();

    assertThat(found).isEqualTo("open");
    assertThat(tries).hasValue(3);
  }

  @Test
  void whatOnlyTheOperatorCanMendIsRefusedAtOnce() {
    assertThatThrownBy(() -> refusing(new StoreRefusal("The password is wrong.")).await())
        .hasMessage("The password is wrong.");
    assertThat(tries).hasValue(1);
  }

  @Test
  void whatNeverAnswersIsRefusedInTheEndAsAtFirst() {
    assertThatThrownBy(() -> refusing(StoreRefusal.passing("It does not answer.")).await())
        .hasMessage("It does not answer.");
    assertThat(tries).hasValue(3);
  }

  /** Every try takes half of the time that there is. */
  private Future<Void> refusing(StoreRefusal refusal) {
    return patiently.run(
        () -> {
          if (tries.incrementAndGet() > 1) {
            nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(Patiently.WITHIN_MS / 2));
          }
          return Future.failedFuture(refusal);
        });
  }
}
