package io.sotong.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sotong.channel.Channels.Changed;
import io.sotong.channel.Channels.Own;
import io.sotong.log.Raise;
import io.sotong.log.Register;
import io.sotong.mailbox.Notice;
import io.sotong.model.Channel;
import io.sotong.model.ChannelId;
import io.sotong.model.ChatException;
import io.sotong.model.Ids;
import io.sotong.model.UserId;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every store of channels does; its adapters' tests inherit this. */
public interface ChannelsContract {
  /** The store under test, with no channels in it. */
  Channels channels();

  /** What routers read of the same store. */
  Memberships memberships();

  /** A new user, by whose name others mention it. */
  UserId user(String username);

  /** {@code blocker} no longer wants to hear of {@code blocked}. */
  void block(UserId blocker, UserId blocked);

  /** The account of {@code user} is removed; its channels are not touched. */
  void remove(UserId user);

  /** Notices that wait, oldest first. */
  List<Notice> notices();

  @Test
  default void aNewChannelHasVersionOneAndIsToldToItsMembers() {
    UserId ann = user("ann");
    UserId bob = user("bob");
    Changed made = await(channels().create(group("Hikers", ann, bob)));

    assertThat(made.changed()).isTrue();
    assertThat(made.raise())
        .isEqualTo(new Raise(Register.channelVersion(made.channel().channelId()), 1));
    assertThat(get(made)).isEqualTo(made.channel());
    Membership members = await(memberships().of(made.channel().channelId())).orElseThrow();
    assertThat(members.version()).isEqualTo(1);
    assertThat(members.kind()).isEqualTo(Channel.Kind.GROUP);
    assertThat(members.usernames()).containsEntry(ann, "ann").containsEntry(bob, "bob").hasSize(2);
    assertThat(members.blocked()).isEmpty();
    assertThat(notices())
        .singleElement()
        .satisfies(
            notice -> {
              assertThat(notice.recipients()).containsExactly(ann, bob);
              assertThat(notice.raise()).contains(made.raise());
              assertThat(told(notice).getString("name")).isEqualTo("Hikers");
              assertThat(told(notice).containsKey("removed")).isFalse();
            });
  }

  @Test
  default void twoUsersHaveOneDirectChannel() {
    UserId ann = user("ann");
    UserId bob = user("bob");
    Changed made = await(channels().create(direct(ann, bob)));
    Changed again = await(channels().create(direct(bob, ann)));

    assertThat(made.changed()).isTrue();
    assertThat(again.changed()).isFalse();
    assertThat(again.channel()).isEqualTo(made.channel());
    assertThat(again.raise()).isEqualTo(made.raise());
    assertThat(notices()).hasSize(1);
  }

  @Test
  default void twoUsersHaveOneDirectChannelHoweverManyMakeItAtOnce() {
    UserId ann = user("ann");
    UserId bob = user("bob");
    List<Changed> made =
        all(
            IntStream.range(0, 20)
                .mapToObj(i -> channels().create(i % 2 == 0 ? direct(ann, bob) : direct(bob, ann)))
                .toList());

    assertThat(made).extracting(each -> each.channel().channelId()).containsOnly(idOf(made));
    assertThat(made).filteredOn(Changed::changed).hasSize(1);
    assertThat(await(channels().of(ann))).hasSize(1);
    assertThat(notices()).hasSize(1);
  }

  @Test
  default void aChannelIsMadeOfUsersWhoExist() {
    UserId ann = user("ann");
    UserId gone = user("gone");
    remove(gone);
    assertRefused("not_found", channels().create(direct(ann, new UserId("nobody"))));
    assertRefused("not_found", channels().create(direct(ann, gone)));
    assertRefused("invalid", channels().create(group("A", ann, new UserId("nobody"))));
    assertRefused("invalid", channels().create(group("A", ann, gone)));
    assertThat(await(channels().of(ann))).isEmpty();
    assertThat(notices()).isEmpty();
  }

  @Test
  default void whoBlockedTheCreatorIsNotBroughtTogetherWithIt() {
    UserId ann = user("ann");
    UserId bob = user("bob");
    UserId cat = user("cat");
    block(bob, ann);
    assertRefused("blocked", channels().create(direct(ann, bob)));
    assertRefused("blocked", channels().create(group("A", ann, cat, bob)));
    ChannelId group = make(group("A", ann, cat));
    assertRefused("blocked", channels().change(group, new Wish.Add(ann, bob)));
    assertThat(await(channels().create(direct(bob, ann))).changed())
        .as("who blocked may speak")
        .isTrue();
  }

  @Test
  default void aDirectChannelThatIsThereIsFoundByTheBlockedAndByThoseTheRemovedLeft() {
    UserId ann = user("ann");
    UserId bob = user("bob");
    ChannelId channel = make(direct(ann, bob));
    block(bob, ann);
    assertThat(await(channels().create(direct(ann, bob))).channel().channelId()).isEqualTo(channel);
    remove(bob);
    assertThat(await(channels().create(direct(ann, bob))).channel().channelId()).isEqualTo(channel);
  }

  @Test
  default void inADirectChannelTheBlockedAreNamed() {
    UserId ann = user("ann");
    UserId bob = user("bob");
    UserId cat = user("cat");
    ChannelId direct = make(direct(ann, bob));
    ChannelId group = make(group("A", ann, bob));
    block(bob, ann);
    block(cat, bob);
    assertThat(await(memberships().of(direct)).orElseThrow().blocked()).containsExactly(ann);
    assertThat(await(memberships().of(group)).orElseThrow().blocked()).isEmpty();
  }

  @Test
  default void eachChangeRaisesTheVersionAndIsToldToWhomItConcerns() {
    UserId ann = user("ann");
    UserId bob = user("bob");
    UserId cat = user("cat");
    ChannelId group = make(group("A", ann, bob));

    assertThat(await(channels().change(group, new Wish.Rename(ann, "산악회"))).version()).isEqualTo(2);
    assertThat(await(channels().change(group, new Wish.Add(ann, cat))).version()).isEqualTo(3);
    Changed last = await(channels().change(group, new Wish.Remove(ann, ann)));

    assertThat(last.version()).isEqualTo(4);
    assertThat(last.channel().ownerId()).contains(bob);
    assertThat(get(last)).isEqualTo(last.channel());
    Membership members = await(memberships().of(group)).orElseThrow();
    assertThat(members.version()).isEqualTo(4);
    assertThat(members.usernames()).containsOnlyKeys(bob, cat);
    List<Notice> notices = notices();
    assertThat(notices).hasSize(5);
    assertThat(notices.get(1).recipients()).containsExactly(ann, bob);
    assertThat(told(notices.get(1)).getString("name")).isEqualTo("산악회");
    assertThat(notices.get(2).recipients()).containsExactly(ann, bob, cat);
    assertThat(notices.get(3).recipients()).containsExactly(bob, cat);
    assertThat(notices.get(3).raise()).contains(last.raise());
    assertThat(notices.get(4).recipients()).containsExactly(ann);
    assertThat(told(notices.get(4)).getBoolean("removed")).isTrue();
  }

  @Test
  default void aWishThatIsFulfilledAlreadyTellsNobodyButTheVersion() {
    UserId ann = user("ann");
    UserId bob = user("bob");
    ChannelId group = make(group("A", ann, bob));
    Changed same = await(channels().change(group, new Wish.Add(ann, bob)));
    assertThat(same.changed()).isFalse();
    assertThat(same.version()).isEqualTo(1);
    assertThat(notices()).hasSize(1);
  }

  @Test
  default void whatIsRefusedChangesNothing() {
    UserId ann = user("ann");
    UserId bob = user("bob");
    UserId gone = user("gone");
    remove(gone);
    ChannelId group = make(group("A", ann, bob));
    Channel before = await(channels().get(List.of(group))).get(0);

    assertRefused("forbidden", channels().change(group, new Wish.Rename(bob, "B")));
    assertRefused("not_found", channels().change(group, new Wish.Add(ann, new UserId("nobody"))));
    assertRefused("not_found", channels().change(group, new Wish.Add(ann, gone)));
    assertRefused("not_found", channels().change(new ChannelId("none"), new Wish.Add(ann, bob)));

    assertThat(await(channels().get(List.of(group)))).containsExactly(before);
    assertThat(await(memberships().of(group)).orElseThrow().version()).isEqualTo(1);
    assertThat(notices()).hasSize(1);
  }

  @Test
  default void changesAtOnceHappenOneAfterTheOther() {
    UserId owner = user("owner");
    List<UserId> others = IntStream.range(0, 12).mapToObj(i -> user("other" + i)).toList();
    ChannelId group = make(group("A", owner));
    List<Changed> changes =
        all(
            others.stream()
                .map(other -> channels().change(group, new Wish.Add(owner, other)))
                .toList());

    assertThat(changes)
        .extracting(Changed::version)
        .containsExactlyInAnyOrderElementsOf(
            IntStream.rangeClosed(2, 13).mapToObj(Long::valueOf).toList());
    Channel after = await(channels().get(List.of(group))).get(0);
    assertThat(after.memberIds()).hasSize(13).startsWith(owner);
    assertThat(notices().stream().map(notice -> notice.raise().orElseThrow().value()))
        .as("notices in the order of the changes")
        .isSorted()
        .hasSize(13);
  }

  @Test
  default void ofManyWhoJoinAtOnceAHundredFindRoom() {
    UserId owner = user("owner");
    UserId[] others =
        IntStream.range(0, 97).mapToObj(i -> user("other" + i)).toArray(UserId[]::new);
    ChannelId group = make(group("A", owner, others));
    List<Future<Changed>> joining =
        IntStream.range(0, 6)
            .mapToObj(i -> user("late" + i))
            .map(late -> channels().change(group, new Wish.Add(owner, late)))
            .toList();
    await(Future.join(joining).otherwiseEmpty());

    assertThat(joining).filteredOn(Future::succeeded).hasSize(2);
    joining.stream().filter(Future::failed).forEach(full -> assertRefused("group_full", full));
    assertThat(await(channels().get(List.of(group))).get(0).memberIds()).hasSize(100);
  }

  @Test
  default void theOrderOfJoiningOutlivesLeaving() {
    UserId ann = user("ann");
    UserId bob = user("bob");
    UserId cat = user("cat");
    ChannelId group = make(group("A", ann, bob, cat));
    await(channels().change(group, new Wish.Remove(ann, bob)));
    await(channels().change(group, new Wish.Add(ann, bob)));
    assertThat(await(channels().get(List.of(group))).get(0).memberIds())
        .containsExactly(ann, cat, bob);
    assertThat(await(channels().change(group, new Wish.Remove(ann, ann))).channel().ownerId())
        .contains(cat);
  }

  @Test
  default void aGroupThatAllHaveLeftStays() {
    UserId ann = user("ann");
    ChannelId group = make(group("A", ann));
    Changed left = await(channels().change(group, new Wish.Remove(ann, ann)));
    assertThat(get(left).memberIds()).isEmpty();
    assertThat(await(memberships().of(group)).orElseThrow().usernames()).isEmpty();
    assertThat(await(channels().of(ann))).isEmpty();
  }

  @Test
  default void whoLeavesAllLeavesGroupsButNotDirectChannels() {
    UserId ann = user("ann");
    UserId bob = user("bob");
    ChannelId own = make(group("Own", ann, bob));
    ChannelId bobs = make(group("Bob's", bob, ann));
    ChannelId foreign = make(group("Foreign", bob));
    ChannelId direct = make(direct(ann, bob));

    List<Changed> left = await(channels().leaveAll(ann));

    assertThat(left)
        .extracting(each -> each.channel().channelId())
        .containsExactlyInAnyOrder(own, bobs);
    assertThat(left).allSatisfy(each -> assertThat(each.channel().ownerId()).contains(bob));
    assertThat(left).extracting(Changed::version).containsOnly(2L);
    assertThat(await(channels().of(ann))).extracting(Own::channelId).containsExactly(direct);
    assertThat(await(channels().of(bob)))
        .extracting(Own::channelId)
        .containsExactlyInAnyOrder(own, bobs, foreign, direct);
    assertThat(await(channels().leaveAll(ann))).isEmpty();
  }

  @Test
  default void whoWasMadeAMemberIsFoundByTheTimeOfTheChannel() {
    UserId ann = user("ann");
    Changed made = await(channels().create(group("A", ann)));
    assertThat(await(channels().of(ann)))
        .containsExactly(new Own(made.channel().channelId(), made.channel().createdAtMs()));
    assertThat(await(channels().get(List.of(made.channel().channelId(), new ChannelId("none")))))
        .containsExactly(made.channel());
    assertThat(await(channels().get(List.of()))).isEmpty();
    assertThat(await(memberships().of(new ChannelId("none")))).isEmpty();
  }

  /** What happens is what the rules say, whatever is wished in whatever order. */
  @Test
  default void theStoreDoesWhatTheRulesSay() {
    Random random = new Random(7);
    List<UserId> users = IntStream.range(0, 6).mapToObj(i -> user("user" + i)).toList();
    ChannelId group = make(group("A", users.get(0), users.get(1)));
    Channel expected = await(channels().get(List.of(group))).get(0);
    long version = 1;
    for (int i = 0; i < 60; i++) {
      UserId by = users.get(random.nextInt(users.size()));
      UserId to = users.get(random.nextInt(users.size()));
      Wish wish =
          switch (random.nextInt(4)) {
            case 0 -> new Wish.Rename(by, "Name " + random.nextInt(3));
            case 1 -> new Wish.Remove(by, to);
            default -> new Wish.Add(by, to);
          };
      Future<Changed> done = channels().change(group, wish);
      try {
        Channel after = ChannelRules.apply(expected, wish);
        version += after.equals(expected) ? 0 : 1;
        expected = after;
        assertThat(await(done).channel()).isEqualTo(expected);
        assertThat(await(done).version()).isEqualTo(version);
      } catch (ChatException refusal) {
        assertRefused(refusal.code().text(), done);
      }
    }
    assertThat(await(channels().get(List.of(group)))).containsExactly(expected);
  }

  @Test
  default void allChannelsThatHaveMembersAreListedPageAfterPage() {
    UserId ann = user("ann");
    List<ChannelId> made = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      made.add(make(group("Group " + i, ann)));
    }
    ChannelId left = made.remove(2);
    await(channels().change(left, new Wish.Remove(ann, ann)));
    made.sort(null);

    assertThat(await(channels().ids("", 3))).isEqualTo(made.subList(0, 3));
    assertThat(await(channels().ids(made.get(2).value(), 3))).isEqualTo(made.subList(3, 4));
    assertThat(await(channels().ids(made.get(3).value(), 3))).isEmpty();
  }

  private ChannelId make(Channel channel) {
    return await(channels().create(channel)).channel().channelId();
  }

  private Channel get(Changed changed) {
    return await(channels().get(List.of(changed.channel().channelId()))).get(0);
  }

  private static Channel direct(UserId creator, UserId other) {
    return ChannelRules.direct(new ChannelId(Ids.next()), creator, other, 1_700_000_000_123L);
  }

  private static Channel group(String name, UserId creator, UserId... others) {
    return ChannelRules.group(
        new ChannelId(Ids.next()), creator, name, List.of(others), 1_700_000_000_456L);
  }

  private static ChannelId idOf(List<Changed> made) {
    return made.get(0).channel().channelId();
  }

  private static JsonObject told(Notice notice) {
    return new JsonObject("{" + notice.fields().plain() + "}").getJsonObject("channel");
  }

  private static <T> List<T> all(List<Future<T>> futures) {
    List<T> results = new ArrayList<>();
    futures.forEach(future -> results.add(await(future)));
    return results;
  }

  private static void assertRefused(String code, Future<?> answer) {
    assertThatThrownBy(() -> await(answer))
        .isInstanceOfSatisfying(
            ChatException.class, refusal -> assertThat(refusal.code().text()).isEqualTo(code));
  }

  private static <T> T await(Future<T> future) {
    try {
      return future.await(20, TimeUnit.SECONDS);
    } catch (java.util.concurrent.TimeoutException e) {
      throw new AssertionError("not answered within 20 s", e);
    }
  }
}
