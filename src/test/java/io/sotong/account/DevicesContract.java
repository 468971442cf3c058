package io.sotong.account;

import static io.sotong.account.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.sotong.account.Devices.Description;
import io.sotong.account.Devices.Kept;
import io.sotong.account.Devices.Rotation;
import io.sotong.account.Devices.SignedIn;
import io.sotong.account.Users.SignedOut;
import io.sotong.model.ChatException;
import io.sotong.model.DeviceId;
import io.sotong.model.ErrorCode;
import io.sotong.model.UserId;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The laws of {@link Devices}. */
public interface DevicesContract {
  long FAR = 1_000_000_000L;

  Devices devices();

  Users users();

  UserId keep(String name);

  private SignedIn signIn(UserId user, Optional<DeviceId> known, long nowMs) {
    return await(
        devices().signIn(user, new Description(known, Optional.of("phone"), "android"), nowMs));
  }

  private SignedIn withToken(UserId user, String hash) {
    SignedIn in = signIn(user, Optional.empty(), 100);
    await(devices().keep(in.device(), in.generation(), new Kept(hash, FAR)));
    return in;
  }

  private Future<Rotation> rotate(SignedIn in, String used, String fresh, long nowMs) {
    return devices().rotate(in.device(), in.generation(), used, new Kept(fresh, FAR), nowMs);
  }

  @Test
  default void aDeviceIsReadBackAsKept() {
    UserId mina = keep("mina");
    SignedIn in = signIn(mina, Optional.empty(), 100);
    assertThat(in.replaced()).isEmpty();
    assertThat(await(devices().of(mina)))
        .containsExactly(new Device(in.device(), Optional.of("phone"), "android", 100, 100));
  }

  @Test
  default void eachSignInHasAHigherGeneration() {
    UserId mina = keep("mina");
    SignedIn first = signIn(mina, Optional.empty(), 100);
    Optional<DeviceId> device = Optional.of(first.device());
    SignedIn second = signIn(mina, device, 200);
    assertThat(second.device()).isEqualTo(first.device());
    assertThat(second.generation()).isGreaterThan(first.generation());
    assertThat(second.replaced()).contains(new SignedOut(first.device(), first.generation(), true));
    await(devices().signOut(mina, first.device()));
    SignedIn third = signIn(mina, device, 300);
    assertThat(third.generation()).isGreaterThan(second.generation());
    assertThat(await(devices().of(mina)))
        .containsExactly(new Device(first.device(), Optional.of("phone"), "android", 100, 300));
  }

  @Test
  default void anUnknownOrForeignDeviceIsNotTakenOver() {
    SignedIn minas = signIn(keep("mina"), Optional.empty(), 100);
    UserId juho = keep("juho");
    SignedIn in = signIn(juho, Optional.of(minas.device()), 100);
    assertThat(in.device()).isNotEqualTo(minas.device());
    assertThat(in.replaced()).isEmpty();
    assertThat(signIn(juho, Optional.of(new DeviceId("made-up")), 100).device().value())
        .isNotEqualTo("made-up");
    assertThat(await(devices().signOut(juho, minas.device()))).isEmpty();
  }

  @Test
  default void aTokenIsExchangedAndIsActivity() {
    UserId mina = keep("mina");
    SignedIn in = withToken(mina, "one");
    assertThat(await(rotate(in, "one", "two", 900))).isEqualTo(new Rotation.Rotated(mina));
    assertThat(await(rotate(in, "two", "three", 950))).isEqualTo(new Rotation.Rotated(mina));
    assertThat(await(devices().of(mina)).get(0).lastActiveAtMs()).isEqualTo(950);
  }

  @Test
  default void aUsedTokenServesWithinTheGraceAndNotAfter() {
    UserId mina = keep("mina");
    SignedIn in = withToken(mina, "one");
    await(rotate(in, "one", "two", 1_000));
    long last = 1_000 + Devices.GRACE_MS;
    assertThat(await(rotate(in, "one", "again", last))).isEqualTo(new Rotation.Rotated(mina));
    // The grace is counted from the first use, not from the last.
    assertThat(await(rotate(in, "one", "late", last + 1))).isEqualTo(new Rotation.Reused(mina));
    assertThat(await(rotate(in, "again", "more", last + 2))).isEqualTo(new Rotation.Rotated(mina));
    assertThat(await(rotate(in, "one", "later", last + 900_000)))
        .isEqualTo(new Rotation.Reused(mina));
  }

  @Test
  default void ofManyUsesAtOnceAllAreWithinTheGrace() {
    UserId mina = keep("mina");
    SignedIn in = withToken(mina, "one");
    List<Future<Rotation>> tries = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      tries.add(rotate(in, "one", "fresh" + i, 1_000));
    }
    assertThat(tries.stream().map(Waiting::await))
        .allMatch(rotation -> rotation instanceof Rotation.Rotated);
  }

  @Test
  default void tokensOfAnOlderGenerationOrOfASignedOutDeviceAreDead() {
    UserId mina = keep("mina");
    SignedIn first = withToken(mina, "one");
    SignedIn second = signIn(mina, Optional.of(first.device()), 200);
    await(devices().keep(second.device(), second.generation(), new Kept("two", FAR)));
    assertThat(await(rotate(first, "one", "x", 300))).isEqualTo(new Rotation.Dead());
    await(devices().signOut(mina, second.device()));
    assertThat(await(rotate(second, "two", "y", 300))).isEqualTo(new Rotation.Dead());
    // A token of before that is kept too late is not kept.
    await(devices().keep(second.device(), second.generation(), new Kept("three", FAR)));
    assertThat(await(rotate(second, "three", "z", 300))).isEqualTo(new Rotation.Dead());
  }

  @Test
  default void aSignOutTellsTheGenerationEachTime() {
    UserId mina = keep("mina");
    SignedIn in = signIn(mina, Optional.empty(), 100);
    assertThat(await(devices().signOut(mina, in.device())))
        .contains(new SignedOut(in.device(), in.generation(), true));
    assertThat(await(devices().signOut(mina, in.device())))
        .contains(new SignedOut(in.device(), in.generation(), false));
    assertThat(await(devices().of(mina))).isEmpty();
  }

  @Test
  default void theOthersAreSignedOutAndTheKeptOneIsNot() {
    UserId mina = keep("mina");
    SignedIn kept = withToken(mina, "kept");
    SignedIn one = withToken(mina, "one");
    SignedIn two = withToken(mina, "two");
    withToken(keep("juho"), "juhos");

    assertThat(await(devices().signOutOthers(mina, kept.device())))
        .extracting(SignedOut::device)
        .containsExactlyInAnyOrder(one.device(), two.device());

    assertThat(await(devices().of(mina)))
        .extracting(Device::deviceId)
        .containsExactly(kept.device());
    assertThat(await(rotate(one, "one", "x", 200))).isEqualTo(new Rotation.Dead());
    assertThat(await(rotate(kept, "kept", "y", 200))).isEqualTo(new Rotation.Rotated(mina));
    assertThat(await(devices().of(new UserId("id.juho")))).hasSize(1);
  }

  @Test
  default void whoWasRemovedSignsInNoMore() {
    UserId mina = keep("mina");
    Optional<DeviceId> device = Optional.of(signIn(mina, Optional.empty(), 100).device());
    await(users().remove(mina, 200));
    assertThat(isRefused(tryToSignIn(mina, device))).isTrue();
    assertThat(isRefused(tryToSignIn(mina, Optional.empty()))).isTrue();
    assertThat(await(devices().of(mina))).isEmpty();
  }

  @Test
  default void whoSignsInWhileBeingRemovedIsRefusedOrSignedOutWithTheOthers() {
    for (int round = 0; round < 20; round++) {
      UserId mina = keep("mina" + round);
      Optional<DeviceId> device = Optional.of(signIn(mina, Optional.empty(), 100).device());
      List<Future<SignedIn>> tries =
          List.of(tryToSignIn(mina, Optional.empty()), tryToSignIn(mina, device));
      Future<List<SignedOut>> removal = users().remove(mina, 200);
      tries = new ArrayList<>(tries);
      tries.add(tryToSignIn(mina, Optional.empty()));

      List<DeviceId> out = await(removal).stream().map(SignedOut::device).toList();
      for (Future<SignedIn> each : tries) {
        assertThat(isRefused(each) || out.contains(each.result().device())).isTrue();
      }
      assertThat(await(devices().of(mina))).isEmpty();
    }
  }

  private Future<SignedIn> tryToSignIn(UserId user, Optional<DeviceId> known) {
    return devices().signIn(user, new Description(known, Optional.empty(), "web"), 150);
  }

  private static boolean isRefused(Future<SignedIn> answer) {
    try {
      await(answer);
      return false;
    } catch (ChatException refusal) {
      assertThat(refusal.code()).isEqualTo(ErrorCode.UNAUTHORIZED);
      return true;
    }
  }
}
