package io.sotong.store.sql;

import static io.sotong.account.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sotong.model.ChatException;
import io.sotong.model.ErrorCode;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What adapters rely on, whatever the database. */
abstract class SqlStoreContract {
  private static final String ADD = "INSERT INTO installation_key (name, bytes) VALUES ($1, 'x')";
  private static final String ALL = "SELECT name FROM installation_key";

  abstract SqlStore store();

  private int size() {
    return await(store().rows(ALL)).size();
  }

  private static <T> void awaitAll(List<Future<T>> futures) {
    await(Future.all(futures));
  }

  @Test
  void aChangeOutsideATransactionIsKeptAlsoAfterTransactions() {
    // So many at once that every connection has had one.
    awaitAll(
        IntStream.range(0, 40).mapToObj(i -> store().transact(tx -> tx.rows("SELECT 1"))).toList());
    awaitAll(IntStream.range(0, 40).mapToObj(i -> store().change(ADD, "n" + i)).toList());
    for (int i = 0; i < 20; i++) {
      assertThat(size()).isEqualTo(40);
    }
  }

  @Test
  void whatFailsWithinATransactionLeavesNothing() {
    Future<Integer> failed =
        store()
            .transact(
                tx ->
                    tx.change(ADD, "a")
                        .compose(
                            one -> Future.failedFuture(new ChatException(ErrorCode.BLOCKED, ""))));
    assertThatThrownBy(() -> await(failed)).isInstanceOf(ChatException.class);
    assertThat(size()).isZero();
  }

  @Test
  void aTransactionThatLostToAnotherIsRepeated() {
    AtomicInteger runs = new AtomicInteger();
    List<Future<Integer>> both = new ArrayList<>();
    for (String[] order : new String[][] {{"a", "b"}, {"b", "a"}}) {
      both.add(
          store()
              .transact(
                  tx -> {
                    runs.incrementAndGet();
                    return add(tx, order[0]).compose(one -> add(tx, order[1]));
                  }));
    }
    awaitAll(both);
    assertThat(size()).isEqualTo(2);
    assertThat(runs.get()).isBetween(2, 2 * SqlStore.TRIES);
  }

  private static Future<Integer> add(Tx tx, String name) {
    return tx.change(ADD + " ON CONFLICT DO NOTHING", name);
  }

  @Test
  void whatCannotWaitIsToldThatTheStoreIsUnavailable() {
    List<Future<Integer>> asked = new ArrayList<>();
    for (int i = 0; i < 2_100; i++) {
      asked.add(store().change(ADD, "n" + i));
    }
    int refused = 0;
    for (Future<Integer> each : asked) {
      try {
        await(each);
      } catch (ChatException e) {
        assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE);
        refused++;
      }
    }
    assertThat(refused).isPositive();
    // Of what was not answered, some may have come to pass.
    assertThat(size()).isBetween(2_100 - refused, 2_100);
  }

  @Test
  void aFaultOfOursIsNotTakenForAnUnavailableStore() {
    assertThatThrownBy(() -> await(store().rows("SELECT nothing FROM nowhere")))
        .isNotInstanceOf(ChatException.class);
    assertThatThrownBy(() -> await(store().rows(ALL + " WHERE name = $1")))
        .isNotInstanceOf(ChatException.class);
  }
}
