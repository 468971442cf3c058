package io.sotong.account;

import static io.sotong.account.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sotong.log.Raise;
import io.sotong.log.Register;
import io.sotong.mailbox.Notice;
import io.sotong.model.ChannelId;
import io.sotong.model.ChatException;
import io.sotong.model.ErrorCode;
import io.sotong.model.UserId;
import io.sotong.protocol.Pushes;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What every store of blocks must do. */
public interface BlocksContract {
  Blocks blocks();

  UserId keep(String name);

  List<Notice> waiting();

  /** Keeps the direct channel of the two, at version 1. */
  ChannelId direct(UserId one, UserId other);

  private List<Raise> raises() {
    return waiting().stream().map(Notice::raise).flatMap(Optional::stream).toList();
  }

  @Test
  default void blocksAreListedInTheOrderOfBlocking() {
    UserId mina = keep("mina");
    UserId two = keep("two");
    UserId one = keep("one");
    await(blocks().block(mina, two, 1));
    await(blocks().block(mina, one, 2));
    await(blocks().block(mina, two, 3));
    assertThat(await(blocks().of(mina))).extracting(User::userId).containsExactly(two, one);
    await(blocks().unblock(mina, two));
    await(blocks().unblock(mina, two));
    assertThat(await(blocks().of(mina))).extracting(User::userId).containsExactly(one);
    assertThat(await(blocks().of(two))).isEmpty();
  }

  @Test
  default void nobodyIsBlockedWhoIsNotThere() {
    UserId mina = keep("mina");
    assertThatThrownBy(() -> await(blocks().block(mina, new UserId("nobody"), 1)))
        .isInstanceOfSatisfying(
            ChatException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
  }

  @Test
  default void aBlockRaisesTheVersionOfTheDirectChannel() {
    UserId mina = keep("mina");
    UserId juho = keep("juho");
    ChannelId channel = direct(mina, juho);
    int before = raises().size();

    Optional<Raise> blocked = await(blocks().block(juho, mina, 1));
    assertThat(blocked).contains(new Raise(Register.channelVersion(channel), 2));
    // Again: nothing changes, but whoever did it may have died before raising.
    assertThat(await(blocks().block(juho, mina, 2))).isEqualTo(blocked);
    Optional<Raise> unblocked = await(blocks().unblock(juho, mina));
    assertThat(unblocked).contains(new Raise(Register.channelVersion(channel), 3));

    assertThat(raises().subList(before, raises().size()))
        .containsExactly(blocked.orElseThrow(), unblocked.orElseThrow());
  }

  @Test
  default void theBlockersDevicesAreToldOfEveryChangeAndNobodyElse() {
    UserId mina = keep("mina");
    UserId juho = keep("juho");
    int before = waiting().size();
    await(blocks().block(mina, juho, 1));
    await(blocks().block(mina, juho, 2));
    await(blocks().unblock(mina, juho));
    await(blocks().unblock(mina, juho));
    List<Notice> told = waiting().subList(before, waiting().size());
    assertThat(told).extracting(Notice::recipients).containsOnly(List.of(mina));
    assertThat(told)
        .extracting(notice -> notice.fields().plain())
        .containsExactly(Pushes.block(juho, true).plain(), Pushes.block(juho, false).plain());
  }

  @Test
  default void withoutADirectChannelThereIsNothingToRaise() {
    UserId mina = keep("mina");
    UserId juho = keep("juho");
    assertThat(await(blocks().block(mina, juho, 1))).isEmpty();
    assertThat(await(blocks().unblock(mina, juho))).isEmpty();
    assertThat(raises()).isEmpty();
  }
}
