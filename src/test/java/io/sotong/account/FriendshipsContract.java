package io.sotong.account;

import static io.sotong.account.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sotong.account.Friendships.Asked;
import io.sotong.account.Friendships.Friend;
import io.sotong.mailbox.Notice;
import io.sotong.model.ChatException;
import io.sotong.model.ErrorCode;
import io.sotong.model.FriendState;
import io.sotong.model.UserId;
import io.sotong.protocol.Pushes;
import io.vertx.core.Future;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every store of friendships must do. */
public interface FriendshipsContract {
  Friendships friendships();

  Blocks blocks();

  UserId keep(String name);

  List<Notice> waiting();

  private FriendState state(UserId user, UserId other) {
    return await(friendships().of(user)).stream()
        .filter(friend -> friend.user().userId().equals(other))
        .map(Friend::state)
        .findFirst()
        .orElse(FriendState.NONE);
  }

  private static String notice(UserId to, UserId about, FriendState state) {
    return to + " " + Pushes.friend(about, state).plain();
  }

  private List<String> told() {
    return waiting().stream()
        .map(notice -> notice.recipients().get(0) + " " + notice.fields().plain())
        .toList();
  }

  private static void refused(Future<?> future, ErrorCode code) {
    assertThatThrownBy(() -> await(future))
        .isInstanceOfSatisfying(ChatException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  @Test
  default void eachStepIsSeenAndToldOnBothSides() {
    UserId mina = keep("mina");
    UserId juho = keep("juho");

    Asked asked = await(friendships().ask(mina, juho, 1));
    assertThat(asked.changed()).isTrue();
    assertThat(asked.friend().state()).isEqualTo(FriendState.OUTGOING);
    assertThat(asked.friend().user().username()).isEqualTo("juho");
    assertThat(state(juho, mina)).isEqualTo(FriendState.INCOMING);
    assertThat(await(friendships().ask(mina, juho, 2)).changed()).isFalse();

    assertThat(await(friendships().accept(juho, mina, 3)).state()).isEqualTo(FriendState.FRIENDS);
    assertThat(await(friendships().accept(mina, juho, 4)).state()).isEqualTo(FriendState.FRIENDS);
    assertThat(state(mina, juho)).isEqualTo(FriendState.FRIENDS);
    assertThat(await(friendships().friendsOf(mina))).containsExactly(juho);
    assertThat(await(friendships().friendsOf(juho))).containsExactly(mina);

    assertThat(await(friendships().end(mina, juho))).isTrue();
    assertThat(await(friendships().end(mina, juho))).isFalse();
    assertThat(state(juho, mina)).isEqualTo(FriendState.NONE);

    assertThat(told())
        .containsExactly(
            notice(mina, juho, FriendState.OUTGOING),
            notice(juho, mina, FriendState.INCOMING),
            notice(juho, mina, FriendState.FRIENDS),
            notice(mina, juho, FriendState.FRIENDS),
            notice(mina, juho, FriendState.NONE),
            notice(juho, mina, FriendState.NONE));
  }

  @Test
  default void aRequestIsNoFriendship() {
    UserId mina = keep("mina");
    UserId juho = keep("juho");
    await(friendships().ask(mina, juho, 1));
    assertThat(await(friendships().friendsOf(mina))).isEmpty();
    assertThat(await(friendships().visibleTo(mina, List.of(juho)))).isEmpty();
    refused(friendships().accept(mina, juho, 2), ErrorCode.NOT_FOUND);
  }

  @Test
  default void twoWhoAskEachOtherAtOnceAreFriends() {
    for (int i = 0; i < 10; i++) {
      UserId one = keep("one" + i);
      UserId two = keep("two" + i);
      Future<Asked> first = friendships().ask(one, two, 1);
      Future<Asked> second = friendships().ask(two, one, 1);
      await(first);
      await(second);
      assertThat(state(one, two)).isEqualTo(FriendState.FRIENDS);
      assertThat(state(two, one)).isEqualTo(FriendState.FRIENDS);
    }
  }

  @Test
  default void whoAsksAndIsBlockedAtOnceIsInTheEndBlockedAndNoFriend() {
    for (int i = 0; i < 10; i++) {
      UserId one = keep("one" + i);
      UserId two = keep("two" + i);
      Future<Asked> asked = friendships().ask(one, two, 1);
      Future<?> blocked = blocks().block(two, one, 1);
      await(asked.otherwiseEmpty());
      await(blocked);
      assertThat(state(one, two)).isEqualTo(FriendState.NONE);
    }
  }

  @Test
  default void nobodyIsAskedWhoIsNotThere() {
    UserId mina = keep("mina");
    refused(friendships().ask(mina, new UserId("nobody"), 1), ErrorCode.NOT_FOUND);
    refused(friendships().accept(mina, new UserId("nobody"), 1), ErrorCode.NOT_FOUND);
    assertThat(await(friendships().end(mina, new UserId("nobody")))).isFalse();
    assertThat(waiting()).isEmpty();
  }

  @Test
  default void aBlockEitherWayRefusesRequests() {
    UserId mina = keep("mina");
    UserId juho = keep("juho");
    await(blocks().block(mina, juho, 1));
    refused(friendships().ask(juho, mina, 2), ErrorCode.BLOCKED);
    refused(friendships().ask(mina, juho, 2), ErrorCode.BLOCKED);
  }

  @Test
  default void onlyFriendsWhoHaveNotBlockedAreVisibleAndOneself() {
    UserId mina = keep("mina");
    UserId friend = keep("friend");
    UserId stranger = keep("stranger");
    await(friendships().ask(mina, friend, 1));
    await(friendships().ask(friend, mina, 1));
    assertThat(
            await(
                friendships()
                    .visibleTo(mina, List.of(mina, friend, stranger, new UserId("nobody")))))
        .containsExactlyInAnyOrder(mina, friend);
    assertThat(await(friendships().visibleTo(mina, List.of()))).isEmpty();
    await(blocks().block(friend, mina, 2));
    assertThat(await(friendships().visibleTo(mina, List.of(friend)))).isEmpty();
  }
}
