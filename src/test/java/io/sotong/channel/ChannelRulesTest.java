package io.sotong.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sotong.model.Channel;
import io.sotong.model.ChannelId;
import io.sotong.model.ChatException;
import io.sotong.model.UserId;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChannelRulesTest {
  private static final ChannelId ID = new ChannelId("c");

  /** In a group of the owner o, then a, then b: who does what, and what comes of it. */
  @ParameterizedTest
  @CsvSource({
    // by, does, to whom or what, owner and members after it, or the refusal
    "o, rename, New, o: o a b",
    "a, rename, New, forbidden",
    "s, rename, New, not_found",
    "o, rename, '', invalid",
    "o, add, s, o: o a b s",
    "o, add, a, o: o a b",
    "o, add, o, o: o a b",
    "a, add, s, forbidden",
    "a, add, a, forbidden",
    "s, add, s, not_found",
    "o, remove, a, o: o b",
    "o, remove, b, o: o a",
    "o, remove, s, not_found",
    "o, remove, o, a: a b",
    "a, remove, a, o: o b",
    "a, remove, b, forbidden",
    "a, remove, o, forbidden",
    "a, remove, s, forbidden",
    "s, remove, a, not_found",
    "s, remove, s, not_found",
  })
  void aGroupIsChangedByWhoMay(String by, String does, String what, String expected) {
    Channel group = group("o", "a", "b");
    Wish wish = wish(by, does, what);
    if (expected.contains(":")) {
      assertThat(told(ChannelRules.apply(group, wish))).isEqualTo(expected);
    } else {
      assertRefused(expected, () -> ChannelRules.apply(group, wish));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "o, rename, New, conflict",
    "o, add, s, conflict",
    "o, remove, a, conflict",
    "o, remove, o, conflict",
    "s, add, s, not_found",
    "s, rename, New, not_found",
  })
  void aDirectChannelIsChangedByNobody(String by, String does, String what, String code) {
    Channel direct = ChannelRules.direct(ID, user("o"), user("a"), 7);
    assertRefused(code, () -> ChannelRules.apply(direct, wish(by, does, what)));
  }

  @Test
  void theLastOneWhoLeavesLeavesAGroupWithoutMembers() {
    Channel empty = ChannelRules.apply(group("o"), wish("o", "remove", "o"));
    assertThat(empty.memberIds()).isEmpty();
    assertThat(empty.ownerId()).isEmpty();
    assertThat(empty.name()).contains("Old");
  }

  @Test
  void aGroupHasAHundredMembersItsCreatorIncluded() {
    Channel full = group(IntStream.range(0, 100).mapToObj(i -> "u" + i).toArray(String[]::new));
    assertThat(full.memberIds()).hasSize(100);
    assertRefused("group_full", () -> ChannelRules.apply(full, wish("u0", "add", "s")));
    assertThat(ChannelRules.apply(full, wish("u0", "add", "u99"))).isSameAs(full);
    Channel room = ChannelRules.apply(full, wish("u0", "remove", "u50"));
    assertThat(ChannelRules.apply(room, wish("u0", "add", "s")).memberIds()).hasSize(100);
    List<UserId> hundred = IntStream.range(0, 100).mapToObj(i -> user("v" + i)).toList();
    assertRefused("group_full", () -> ChannelRules.group(ID, user("o"), "A", hundred, 7));
  }

  @Test
  void amongTheMembersOfANewGroupEachCountsOnce() {
    List<UserId> others = List.of(user("b"), user("o"), user("a"), user("b"));
    Channel group = ChannelRules.group(ID, user("o"), "A", others, 7);
    assertThat(told(group)).isEqualTo("o: o b a");
  }

  @Test
  void nobodyHasADirectChannelWithThemselves() {
    assertRefused("invalid", () -> ChannelRules.direct(ID, user("o"), user("o"), 7));
  }

  @ParameterizedTest
  @ValueSource(strings = {"A", " ", "산악회 🏔", "\uD83C\uDFD4\uFE0F"})
  void aNameIsAnyText(String name) {
    assertThat(named(name).name()).contains(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a\u0000b", "a\nb", "\uD83C", "\uDFD4\uD83C"})
  void aNameIsNotEmptyNorControlNorHalfACharacter(String name) {
    assertRefused("invalid", () -> named(name));
  }

  @Test
  void aNameHasAHundredCharactersHoweverManyBytesEach() {
    assertThat(named("🏔".repeat(100)).name()).isPresent();
    assertRefused("invalid", () -> named("a".repeat(101)));
  }

  private static Channel named(String name) {
    return ChannelRules.group(ID, user("o"), name, List.of(), 7);
  }

  private static Channel group(String... members) {
    List<UserId> ids = Arrays.stream(members).map(UserId::new).toList();
    return ChannelRules.group(ID, ids.get(0), "Old", ids.subList(1, ids.size()), 7);
  }

  private static Wish wish(String by, String does, String what) {
    return switch (does) {
      case "rename" -> new Wish.Rename(user(by), what);
      case "add" -> new Wish.Add(user(by), user(what));
      default -> new Wish.Remove(user(by), user(what));
    };
  }

  private static String told(Channel channel) {
    return channel.ownerId().map(UserId::value).orElse("nobody")
        + ": "
        + String.join(" ", channel.memberIds().stream().map(UserId::value).toList());
  }

  private static void assertRefused(
      String code, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            ChatException.class, refusal -> assertThat(refusal.code().text()).isEqualTo(code));
  }

  private static UserId user(String id) {
    return new UserId(id);
  }
}
