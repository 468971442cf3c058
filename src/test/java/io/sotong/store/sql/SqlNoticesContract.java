package io.sotong.store.sql;

import static io.sotong.account.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sotong.log.Raise;
import io.sotong.log.Register;
import io.sotong.mailbox.Notice;
import io.sotong.model.ChannelId;
import io.sotong.model.FriendState;
import io.sotong.model.UserId;
import io.sotong.protocol.Pushes;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Notices wait in SQL as their port promises. */
abstract class SqlNoticesContract {
  abstract Database database();

  private SqlStore store() {
    return database().store();
  }

  private SqlNotices notices() {
    return new SqlNotices(store());
  }

  @Test
  void noticesWaitInTheOrderOfTheirChangesUntilDelivered() {
    List<Notice> three = IntStream.range(0, 3).mapToObj(SqlNoticesContract::notice).toList();
    await(store().transact(tx -> SqlNotices.add(tx, three)));
    Notice fourth = notice(3);
    await(store().transact(tx -> SqlNotices.add(tx, List.of(fourth))));

    assertThat(ids(await(notices().waiting(10)))).containsExactly("n0", "n1", "n2", "n3");
    assertThat(ids(await(notices().waiting(2)))).containsExactly("n0", "n1");

    await(notices().delivered(List.of("n0", "n2")));
    assertThat(ids(await(notices().waiting(10)))).containsExactly("n1", "n3");
  }

  @Test
  void aNoticeIsReadBackAsItWasAdded() {
    Notice notice = notice(7);
    Notice bare = new Notice("bare", List.of(), notice.fields(), Optional.empty());
    await(store().transact(tx -> SqlNotices.add(tx, List.of(notice, bare))));

    List<Notice> read = await(notices().waiting(10));

    assertThat(read.get(0).recipients()).isEqualTo(notice.recipients());
    assertThat(read.get(0).fields().plain()).isEqualTo(notice.fields().plain());
    assertThat(read.get(0).raise()).isEqualTo(notice.raise());
    assertThat(read.get(1).recipients()).isEmpty();
    assertThat(read.get(1).raise()).isEmpty();
  }

  @Test
  void aTransactionThatFailsLeavesNothing() {
    Future<Void> failed =
        store()
            .transact(
                tx ->
                    SqlNotices.add(tx, List.of(notice(1)))
                        .compose(done -> Future.failedFuture(new IllegalArgumentException("no"))));

    assertThatThrownBy(() -> await(failed)).hasMessageContaining("no");
    assertThat(await(notices().waiting(10))).isEmpty();
  }

  @Test
  void whatWasAnsweredIsThereAfterTheDatabaseWasOpenedAgain() {
    await(store().transact(tx -> SqlNotices.add(tx, List.of(notice(1)))));
    database().reopen();
    assertThat(ids(await(notices().waiting(10)))).containsExactly("n1");
  }

  private static Notice notice(int number) {
    return new Notice(
        "n" + number,
        List.of(new UserId("u1"), new UserId("u2")),
        Pushes.friend(new UserId("u" + number), FriendState.FRIENDS),
        Optional.of(new Raise(Register.channelVersion(new ChannelId("c1")), 4L + number)));
  }

  private static List<String> ids(List<Notice> notices) {
    return notices.stream().map(Notice::noticeId).toList();
  }
}
