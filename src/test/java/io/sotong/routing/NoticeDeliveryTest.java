package io.sotong.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.sotong.channel.MemoryLog;
import io.sotong.log.Cell;
import io.sotong.log.LogId;
import io.sotong.log.Put;
import io.sotong.log.Raise;
import io.sotong.log.Range;
import io.sotong.log.Register;
import io.sotong.log.Write;
import io.sotong.mailbox.Entry;
import io.sotong.mailbox.MailboxAppender;
import io.sotong.mailbox.Notice;
import io.sotong.mailbox.Notices;
import io.sotong.model.FriendState;
import io.sotong.model.UserId;
import io.sotong.protocol.Pushes;
import io.sotong.wire.JsonBytes;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Notices come into their recipients' mailboxes, each once. */
class NoticeDeliveryTest {
  private static final UserId ANN = new UserId("ann");
  private static final JsonBytes FIELDS = Pushes.friend(new UserId("bob"), FriendState.FRIENDS);

  private final MemoryLog log = new MemoryLog();
  private final List<Notice> waiting = new ArrayList<>();

  @Test
  void whatWaitsIsDeliveredInItsOrderOnce() {
    wait("n1", "n2", "n3");

    delivery(new Calls(0)).run();
    delivery(new Calls(0)).run();

    assertThat(mailbox()).containsExactly("n1", "n2", "n3");
    assertThat(waiting).isEmpty();
  }

  /** The step is the number of times that it asks what waits or has delivered, before it stops. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void oneThatStoodStillWhileOthersWentFarBeyondRepeatsNothing(int step) {
    wait("n1", "n2", "n3");
    Calls calls = new Calls(step);

    delivery(calls).run();

    assertThat(calls.left).isLessThanOrEqualTo(0);
    assertThat(mailbox().stream().filter(id -> id.startsWith("n")))
        .containsExactly("n1", "n2", "n3");
  }

  private void wait(String... ids) {
    for (String id : ids) {
      waiting.add(new Notice(id, List.of(ANN), FIELDS, Optional.empty()));
    }
  }

  private NoticeDelivery delivery(Calls calls) {
    return new NoticeDelivery(
        log,
        calls,
        new NoticeCopies(
            log,
            (places, fields) -> Future.succeededFuture(List.of()),
            new MailboxTails(log),
            new AtOnce(8)));
  }

  private List<String> mailbox() {
    return log.read(List.of(new Range(LogId.mailbox(ANN), 0, 1_000))).result().get(0).stream()
        .map(cell -> ((Entry.OfNotice) Entry.decode(cell.value())).noticeId())
        .toList();
  }

  private void fill(int entries) {
    for (int i = 0; i < entries; i++) {
      long seq = log.value(Register.mailboxHead(ANN)) + 1;
      Cell cell = new Cell(LogId.mailbox(ANN), seq, new Entry.OfNotice("x" + seq, FIELDS).encode());
      Raise head = new Raise(Register.mailboxHead(ANN), seq);
      log.write(List.of(Write.of(new Put(cell, List.of(head)))));
    }
  }

  /** The notices that wait; after some questions time stands still for who asks here. */
  private final class Calls implements Notices {
    private int left;

    Calls(int calls) {
      left = calls;
    }

    private <T> T then(T answer) {
      if (--left == 0) {
        delivery(new Calls(0)).run();
        fill(2 * MailboxAppender.LOOK_BACK);
      }
      return answer;
    }

    @Override
    public Future<List<Notice>> waiting(int limit) {
      return then(Future.succeededFuture(waiting.stream().limit(limit).toList()));
    }

    @Override
    public Future<Void> delivered(List<String> noticeIds) {
      waiting.removeIf(notice -> noticeIds.contains(notice.noticeId()));
      return then(Future.succeededFuture());
    }
  }
}
