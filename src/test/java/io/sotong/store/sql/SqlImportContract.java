package io.sotong.store.sql;

import static io.sotong.account.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.sotong.importer.ImportStore.NewChannel;
import io.sotong.importer.ImportStore.NewFriendship;
import io.sotong.importer.ImportStore.NewMember;
import io.sotong.importer.ImportStore.NewUser;
import io.sotong.model.ChannelId;
import io.sotong.model.UserId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Accounts and channels are brought in in bulk. */
abstract class SqlImportContract {
  private static final UserId ANN = new UserId("ann");
  private static final UserId BOB = new UserId("bob");
  private static final UserId CAT = new UserId("cat");
  private static final ChannelId DIRECT = new ChannelId("direct");
  private static final ChannelId GROUP = new ChannelId("group");

  abstract SqlStore store();

  @Test
  void whatIsBroughtInTwiceIsThereOnce() {
    SqlImport into = new SqlImport(store());
    for (int round = 0; round < 2; round++) {
      await(into.addUsers(List.of(user(ANN), user(BOB), user(CAT))));
      await(into.addFriendships(List.of(new NewFriendship(BOB, ANN, 5))));
      await(
          into.addChannels(
              List.of(
                  channel(DIRECT, true, ANN, BOB),
                  channel(GROUP, false, ANN, BOB),
                  // The two have a direct channel already, by another id.
                  channel(new ChannelId("again"), true, BOB, ANN))));
      await(into.addMembers(List.of(new NewMember(GROUP, CAT), new NewMember(GROUP, BOB))));
    }

    assertThat(await(into.userIds(List.of("of-ann", "of-cat", "of-nobody"))))
        .containsOnlyKeys("of-ann", "of-cat")
        .containsEntry("of-ann", ANN);
    assertThat(await(new SqlFriendships(store()).friendsOf(ANN))).containsExactly(BOB);
    assertThat(await(into.members(List.of(DIRECT, GROUP, new ChannelId("again")))))
        .containsOnlyKeys(DIRECT, GROUP)
        .containsEntry(DIRECT, List.of(ANN, BOB))
        .containsEntry(GROUP, List.of(ANN, BOB, CAT));
    assertThat(await(new SqlMemberships(store()).of(GROUP)).orElseThrow().usernames())
        .containsEntry(CAT, "of-cat");
  }

  private static NewUser user(UserId id) {
    return new NewUser(id, "of-" + id, "Name", Optional.empty(), 1);
  }

  private static NewChannel channel(ChannelId id, boolean direct, UserId... members) {
    return new NewChannel(
        id,
        direct,
        direct ? Optional.empty() : Optional.of("Name"),
        direct ? Optional.empty() : Optional.of(members[0]),
        List.of(members),
        7);
  }
}
