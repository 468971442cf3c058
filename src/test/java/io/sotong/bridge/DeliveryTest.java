package io.sotong.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.sotong.mailbox.Mailboxes;
import io.sotong.mailbox.Mailboxes.Page;
import io.sotong.mailbox.Mailboxes.Told;
import io.sotong.model.UserId;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The cursor, with a device of paper and a store whose answers come when the test says so. */
class DeliveryTest {
  private static final UserId ANN = new UserId("ann");

  private final MemoryLog log = new MemoryLog();
  private final Paper paper = new Paper();
  private final Delivery delivery = new Delivery(paper);

  /** A device that writes down what it is given. */
  private final class Paper implements Delivery.Outlet {
    private final Mailboxes mailboxes = new Mailboxes(log);
    private final List<Long> written = new ArrayList<>();
    private boolean writable = true;
    private int room = Integer.MAX_VALUE;
    private long backlog;
    private boolean expired;

    @Override
    public boolean takes() {
      return writable;
    }

    @Override
    public long backlog() {
      return backlog;
    }

    @Override
    public void write(List<Told> entries) {
      for (Told entry : entries) {
        assertThat(entry.fields().plain()).isEqualTo(MemoryLog.fields(entry.seq(), 0).plain());
        written.add(entry.seq());
      }
      room -= entries.size();
      writable = room > 0;
    }

    @Override
    public Future<Page> read(long seq) {
      return mailboxes.read(ANN, seq, 5, 10_000);
    }

    @Override
    public void expired() {
      expired = true;
    }
  }

  private void begin(long cursor, long head) {
    delivery.start(cursor, head, 0);
    delivery.open(true);
  }

  private void put(int count) {
    for (int i = 0; i < count; i++) {
      log.put(ANN, 0);
    }
  }

  private void hint(long seq) {
    delivery.hint(seq, MemoryLog.fields(seq, 0));
  }

  private static List<Long> upTo(long last) {
    return LongStream.rangeClosed(1, last).boxed().toList();
  }

  @Test
  void theNextEntryIsWrittenThroughWithoutTheStore() {
    begin(0, 0);
    put(1);
    hint(1);
    assertThat(paper.written).containsExactly(1L);
    assertThat(log.reads()).isZero();
  }

  @Test
  void aGapIsReadFromTheStore() {
    begin(0, 0);
    put(3);
    hint(3);
    assertThat(paper.written).isEqualTo(upTo(3));
  }

  @Test
  void doubledAndLateHintsAreNothing() {
    begin(0, 0);
    put(2);
    hint(1);
    hint(1);
    hint(2);
    hint(1);
    assertThat(paper.written).isEqualTo(upTo(2));
    assertThat(log.reads()).isZero();
  }

  @Test
  void aHeadBeyondWhatWasSentIsALostHint() {
    begin(0, 0);
    put(4);
    delivery.head(4);
    assertThat(paper.written).isEqualTo(upTo(4));
  }

  @Test
  void catchUpComesPageByPageWithOneReadAtATime() {
    put(12);
    log.hold();
    begin(0, 12);
    delivery.head(12);
    hint(12);
    assertThat(log.waiting()).isEqualTo(1);
    log.answerOne();
    assertThat(paper.written).isEqualTo(upTo(5));
    assertThat(log.waiting()).isEqualTo(1);
    log.answerOne();
    log.answerOne();
    assertThat(paper.written).isEqualTo(upTo(12));
    assertThat(log.waiting()).isZero();
  }

  @Test
  void aHintThatIsQuickerThanThePageIsNotToldTwice() {
    put(1);
    log.hold();
    begin(0, 1);
    hint(1);
    assertThat(paper.written).isEqualTo(upTo(1));
    put(1);
    hint(2);
    put(1);
    log.answerOne();
    delivery.head(3);
    while (log.waiting() > 0) {
      log.answerOne();
    }
    assertThat(paper.written).isEqualTo(upTo(3));
  }

  @Test
  void aSlowReaderIsReadForOnlyOnceItHasRoom() {
    put(20);
    paper.room = 5;
    begin(0, 20);
    assertThat(paper.written).hasSize(5);
    hint(21);
    assertThat(log.reads()).isEqualTo(1);
    paper.room = Integer.MAX_VALUE;
    paper.writable = true;
    put(1);
    delivery.pump();
    assertThat(paper.written).isEqualTo(upTo(21));
  }

  @Test
  void nothingIsWrittenBeforeItIsOpenedNorAfterItIsClosed() {
    put(2);
    delivery.hint(1, MemoryLog.fields(1, 0));
    delivery.start(0, 2, 0);
    delivery.head(2);
    assertThat(paper.written).isEmpty();
    delivery.open(true);
    delivery.open(false);
    put(1);
    hint(3);
    assertThat(paper.written).isEqualTo(upTo(2));
    delivery.open(true);
    assertThat(paper.written).isEqualTo(upTo(3));
  }

  @Test
  void whatExpiredUnderASlowReaderIsNotPassedOver() {
    put(9);
    log.expire(ANN, 4);
    begin(0, 9);
    assertThat(paper.written).isEmpty();
    assertThat(paper.expired).isTrue();
  }

  @Test
  void aReaderIsStuckOnlyWhileSomethingWaitsAndNothingMoves() {
    begin(0, 0);
    assertThat(delivery.stuck(100_000, 60_000)).isFalse();
    put(10);
    paper.room = 1;
    paper.backlog = 900;
    delivery.head(10);
    assertThat(delivery.stuck(110_000, 60_000)).isFalse();
    paper.backlog = 800;
    assertThat(delivery.stuck(165_000, 60_000)).isFalse();
    assertThat(delivery.stuck(225_000, 60_000)).isFalse();
    assertThat(delivery.stuck(225_001, 60_000)).isTrue();
  }

  static LongStream seeds() {
    return LongStream.rangeClosed(1, 300);
  }

  /** Whatever hints come, the device is told 1, 2, 3 … and everything in the end. */
  @ParameterizedTest
  @MethodSource("seeds")
  void whateverHappensEntriesComeInOrderNoneLeftOutNoneTwice(long seed) {
    Random random = new Random(seed);
    log.hold();
    long head = random.nextInt(30);
    put((int) head);
    long cursor = head == 0 ? 0 : random.nextInt((int) head);
    delivery.start(cursor, head, 0);
    List<Long> late = new ArrayList<>();
    for (int step = 0; step < 120; step++) {
      switch (random.nextInt(10)) {
        case 0, 1, 2 -> {
          long seq = log.put(ANN, 0);
          int fate = random.nextInt(10);
          if (fate < 6) {
            hint(seq);
          } else if (fate < 9) {
            late.add(seq);
          }
        }
        case 3 -> {
          if (!late.isEmpty()) {
            hint(late.get(random.nextInt(late.size())));
          }
        }
        case 4, 5 -> {
          if (log.waiting() > 0) {
            if (random.nextInt(8) == 0) {
              log.failOne();
            } else {
              log.answerOne();
            }
          }
        }
        case 6 -> delivery.head(log.value(io.sotong.log.Register.mailboxHead(ANN)));
        case 7 -> delivery.open(random.nextInt(4) > 0);
        case 8 -> {
          paper.room = random.nextInt(12);
          paper.writable = paper.room > 0;
          if (paper.writable) {
            delivery.pump();
          }
        }
        default -> delivery.pump();
      }
    }
    paper.room = Integer.MAX_VALUE;
    paper.writable = true;
    delivery.open(true);
    delivery.head(log.value(io.sotong.log.Register.mailboxHead(ANN)));
    while (log.waiting() > 0) {
      log.answerOne();
    }
    long last = log.value(io.sotong.log.Register.mailboxHead(ANN));
    assertThat(paper.written).isEqualTo(LongStream.rangeClosed(cursor + 1, last).boxed().toList());
  }
}
