package io.sotong.account;

import static io.sotong.account.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.sotong.account.Users.SignedOut;
import io.sotong.mailbox.Notice;
import io.sotong.model.UserId;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What every store of users must do. */
public interface UsersContract {
  Users users();

  Devices devices();

  Friendships friendships();

  Blocks blocks();

  /** All notices that wait. */
  List<Notice> waiting();

  private static User user(String name) {
    return new User(new UserId("id." + name), name, "Name of " + name, 5);
  }

  /** Keeps a user, to be named by {@code id.NAME}. */
  default UserId keep(String name) {
    assertThat(await(users().create(user(name), Optional.of("hash of " + name)))).isTrue();
    return user(name).userId();
  }

  @Test
  default void aUserIsReadBackAsKept() {
    User mina = new User(new UserId("m1"), "mina", "박미나 🦑", 1_700_000_000_001L);
    await(users().create(mina, Optional.empty()));
    assertThat(await(users().byId(mina.userId()))).contains(mina);
    assertThat(await(users().byName("mina"))).contains(mina);
    assertThat(await(users().byIds(List.of(new UserId("no"), mina.userId()))))
        .containsExactly(mina);
    assertThat(await(users().byIds(List.of()))).isEmpty();
    assertThat(await(users().profile(mina.userId()))).contains(new Profile(mina, "{}"));
    assertThat(await(users().credentials("mina")).orElseThrow().passwordHash()).isEmpty();
  }

  @Test
  default void whoIsNotThereIsNotFound() {
    UserId nobody = new UserId("nobody");
    assertThat(await(users().byId(nobody))).isEmpty();
    assertThat(await(users().byName("nobody"))).isEmpty();
    assertThat(await(users().profile(nobody))).isEmpty();
    assertThat(await(users().credentials("nobody"))).isEmpty();
    assertThat(await(users().credentials(nobody))).isEmpty();
    assertThat(await(users().update(nobody, Optional.of("x"), Optional.empty()))).isEmpty();
    assertThat(await(users().remove(nobody, 9))).isEmpty();
  }

  @Test
  default void ofManyWhoTakeOneNameAtOnceOneGetsIt() {
    List<Future<Boolean>> tries = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      tries.add(
          users().create(new User(new UserId("try" + i), "wanted", "x", i), Optional.empty()));
    }
    assertThat(tries.stream().map(Waiting::await).filter(got -> got)).hasSize(1);
  }

  @Test
  default void whatIsNotGivenStaysAsItWas() {
    UserId mina = keep("mina");
    await(users().update(mina, Optional.of("M"), Optional.empty()));
    await(users().update(mina, Optional.empty(), Optional.of("{\"a\":1}")));
    Profile profile = await(users().update(mina, Optional.empty(), Optional.empty())).orElseThrow();
    assertThat(profile.user().displayName()).isEqualTo("M");
    assertThat(profile.settings()).isEqualTo("{\"a\":1}");
  }

  @Test
  default void theLongestValuesAreKept() {
    UserId mina = keep("mina");
    String name = "🦑".repeat(64);
    String settings = "{\"k\":\"" + "x".repeat(16_384 - 8) + "\"}";
    Profile profile =
        await(users().update(mina, Optional.of(name), Optional.of(settings))).orElseThrow();
    assertThat(profile.user().displayName()).isEqualTo(name);
    assertThat(profile.settings()).isEqualTo(settings);
  }

  @Test
  default void aPasswordIsReplaced() {
    UserId mina = keep("mina");
    await(users().setPassword(mina, "another"));
    assertThat(await(users().credentials(mina)).orElseThrow().passwordHash()).contains("another");
    assertThat(await(users().credentials("mina"))).isEqualTo(await(users().credentials(mina)));
  }

  @Test
  default void aRemovedUserIsGoneWithAllButItsName() {
    UserId mina = keep("mina");
    UserId juho = keep("juho");
    UserId sora = keep("sora");
    await(friendships().ask(mina, juho, 1));
    await(friendships().ask(sora, mina, 1));
    await(blocks().block(mina, keep("troll"), 1));
    var in =
        await(
            devices()
                .signIn(
                    mina, new Devices.Description(Optional.empty(), Optional.empty(), "web"), 1));
    await(devices().keep(in.device(), in.generation(), new Devices.Kept("h", 1_000_000)));
    int before = waiting().size();

    List<SignedOut> out = await(users().remove(mina, 9));

    assertThat(out).containsExactly(new SignedOut(in.device(), in.generation(), true));
    assertThat(waiting().subList(before, waiting().size()))
        .flatMap(Notice::recipients)
        .containsExactlyInAnyOrder(juho, sora);
    assertThat(await(users().byId(mina))).isEmpty();
    assertThat(await(users().byName("mina"))).isEmpty();
    assertThat(await(users().byIds(List.of(mina, juho)))).hasSize(1);
    assertThat(await(users().credentials("mina"))).isEmpty();
    assertThat(await(users().profile(mina))).isEmpty();
    assertThat(await(friendships().of(juho))).isEmpty();
    assertThat(await(blocks().of(mina))).isEmpty();
    assertThat(await(devices().of(mina))).isEmpty();
    assertThat(await(users().create(new User(new UserId("m2"), "mina", "x", 1), Optional.empty())))
        .isFalse();
    // Again: whoever did it may have died before the tokens did.
    assertThat(await(users().remove(mina, 10)))
        .containsExactly(new SignedOut(in.device(), in.generation(), false));
  }
}
