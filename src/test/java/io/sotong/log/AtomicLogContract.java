package io.sotong.log;

import static io.sotong.log.LogContract.await;
import static io.sotong.log.LogContract.gated;
import static io.sotong.log.LogContract.newLog;
import static io.sotong.log.LogContract.newRegister;
import static io.sotong.log.LogContract.write;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Law 5 of {@link Log}, for stores that are atomic: a write is kept whole, or left out whole. */
public interface AtomicLogContract extends LogContract {
  @Test
  default void oneTakenCopyKeepsAWholeWriteOut() {
    LogId gate = newLog();
    LogId first = newLog();
    LogId second = newLog();
    Register last = newRegister();
    put(second, 1, "other");
    Written written =
        log()
            .write(
                List.of(
                    gated(
                        gate,
                        1,
                        List.of(LogContract.of(first, 1, "x"), LogContract.of(second, 1, "x")),
                        last)))
            .get(0);
    assertThat(await(written.gate())).isEqualTo(Outcome.SKIPPED);
    assertThat(await(written.puts()))
        .containsExactly(Outcome.SKIPPED, new Outcome.Taken(Buffer.buffer("other")));
    assertThat(read(gate, 0, 10)).isEmpty();
    assertThat(read(first, 0, 10)).isEmpty();
    assertThat(get(last)).isZero();
    assertThat(put(first, 1, "free again")).isEqualTo(Outcome.STORED);
  }

  @Test
  default void aWriteLeftOutWholeBarsItsLogsForTheRestOfTheCall() {
    LogId first = newLog();
    LogId taken = newLog();
    LogId third = newLog();
    put(taken, 1, "other");
    List<Written> written =
        log()
            .write(
                List.of(
                    gated(first, 1, List.of(LogContract.of(taken, 1, "x")), newRegister()),
                    gated(first, 2, List.of(LogContract.of(third, 1, "y")), newRegister()),
                    write(third, 2, "z")));
    assertThat(await(written.get(1).gate())).isEqualTo(Outcome.SKIPPED);
    assertThat(await(written.get(2).gate())).isEqualTo(Outcome.SKIPPED);
    assertThat(read(first, 0, 10)).isEmpty();
    assertThat(read(third, 0, 10)).isEmpty();
  }
}
