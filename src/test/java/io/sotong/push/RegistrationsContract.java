package io.sotong.push;

import static io.sotong.account.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sotong.account.Devices;
import io.sotong.account.Users;
import io.sotong.model.ChatException;
import io.sotong.model.DeviceId;
import io.sotong.model.ErrorCode;
import io.sotong.model.UserId;
import io.sotong.push.Registrations.Device;
import io.sotong.push.Subscription.App;
import io.sotong.push.Subscription.Service;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What every store of push registrations keeps to. */
public interface RegistrationsContract {
  Registrations registrations();

  Devices devices();

  Users users();

  /** A new user. */
  UserId keep(String name);

  private DeviceId signIn(UserId user, Optional<DeviceId> known) {
    return await(devices().signIn(user, new Devices.Description(known, Optional.empty(), "web"), 1))
        .device();
  }

  private DeviceId signIn(UserId user) {
    return signIn(user, Optional.empty());
  }

  private static Subscription at(String name) {
    return new Subscription.Browser("https://push.example.com/" + name, "key", "secret");
  }

  private List<Device> of(UserId user) {
    return await(registrations().of(List.of(user))).getOrDefault(user, List.of());
  }

  @Test
  default void theDevicesOfWhoHasARegistrationAreToldAndTheLastOneCounts() {
    UserId ann = keep("ann");
    UserId bob = keep("bob");
    DeviceId phone = signIn(ann);
    DeviceId desktop = signIn(ann);
    signIn(bob);
    await(registrations().keep(ann, phone, at("one")));
    await(registrations().keep(ann, phone, at("two")));

    assertThat(of(ann))
        .containsExactlyInAnyOrder(
            new Device(phone, Optional.of(at("two"))), new Device(desktop, Optional.empty()));
    assertThat(await(registrations().of(List.of(ann, bob)))).containsOnlyKeys(ann);
    assertThat(await(registrations().of(List.of()))).isEmpty();
    await(registrations().remove(phone));
    assertThat(of(ann)).isEmpty();
    await(registrations().remove(phone));
  }

  @Test
  default void aDeviceThatIsLoggedOutHasNoneAndGetsNoneAlsoNotByLoggingInAgain() {
    UserId ann = keep("ann");
    DeviceId phone = signIn(ann);
    DeviceId desktop = signIn(ann);
    await(registrations().keep(ann, phone, at("phone")));
    await(registrations().keep(ann, desktop, at("desktop")));

    await(devices().signOut(ann, phone));
    signIn(ann, Optional.of(phone));
    assertThat(of(ann))
        .containsExactlyInAnyOrder(
            new Device(phone, Optional.empty()), new Device(desktop, Optional.of(at("desktop"))));
    await(devices().signOutOthers(ann, phone));
    assertThat(of(ann)).isEmpty();
    signIn(ann, Optional.of(desktop));
    assertThat(of(ann)).isEmpty();
    await(devices().signOut(ann, desktop));
    assertThatThrownBy(() -> await(registrations().keep(ann, desktop, at("again"))))
        .isInstanceOfSatisfying(
            ChatException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAUTHORIZED));
  }

  @Test
  default void aRemovedAccountHasNone() {
    UserId ann = keep("ann");
    await(registrations().keep(ann, signIn(ann), at("one")));
    await(users().remove(ann, 2));
    assertThat(of(ann)).isEmpty();
    assertThat(await(registrations().users("", 10))).isEmpty();
  }

  @Test
  default void aSubscriptionBelongsToWhoKeptItLastAndAnothersDeviceKeepsNothing() {
    UserId ann = keep("ann");
    UserId bob = keep("bob");
    DeviceId anns = signIn(ann);
    DeviceId bobs = signIn(bob);
    await(registrations().keep(ann, anns, at("browser")));
    await(registrations().keep(bob, bobs, at("browser")));
    assertThat(of(ann)).isEmpty();
    assertThat(of(bob)).containsExactly(new Device(bobs, Optional.of(at("browser"))));
    assertThatThrownBy(() -> await(registrations().keep(ann, bobs, at("other"))))
        .isInstanceOf(ChatException.class);
  }

  @Test
  default void aDeadOneIsTakenAwayUnlessTheDeviceHasAnotherMeanwhile() {
    UserId ann = keep("ann");
    DeviceId phone = signIn(ann);
    await(registrations().keep(ann, phone, at("new")));
    await(registrations().removeDead(phone, at("old")));
    assertThat(of(ann)).containsExactly(new Device(phone, Optional.of(at("new"))));
    await(registrations().removeDead(phone, at("new")));
    assertThat(of(ann)).isEmpty();
  }

  @Test
  default void theRoundMeetsEachUserOnce() {
    for (String name : List.of("ann", "bob", "cat")) {
      UserId user = keep(name);
      await(registrations().keep(user, signIn(user), at(name + 1)));
      await(registrations().keep(user, signIn(user), at(name + 2)));
    }
    List<UserId> first = await(registrations().users("", 2));
    List<UserId> rest = await(registrations().users(first.get(1).value(), 2));
    assertThat(first).hasSize(2);
    assertThat(rest).hasSize(1).doesNotContainAnyElementsOf(first);
    assertThat(await(registrations().users(rest.get(0).value(), 2))).isEmpty();
  }

  @Test
  default void anAppsTokenIsKeptWithItsServiceAndBelongsToOneDevice() {
    App apple = new App(Service.APNS, "AB".repeat(32));
    App google = new App(Service.FCM, "ab".repeat(32));
    UserId ann = keep("ann");
    UserId bob = keep("bob");
    DeviceId phone = signIn(ann);
    DeviceId tablet = signIn(bob);
    await(registrations().keep(ann, phone, apple));
    await(registrations().keep(bob, tablet, google)); // the same text, but not the same device
    assertThat(of(ann)).containsExactly(new Device(phone, Optional.of(apple)));
    assertThat(of(bob)).containsExactly(new Device(tablet, Optional.of(google)));

    await(registrations().removeDead(phone, google));
    assertThat(of(ann)).hasSize(1);
    await(registrations().keep(bob, tablet, apple));
    assertThat(of(ann)).isEmpty();
    assertThat(of(bob)).containsExactly(new Device(tablet, Optional.of(apple)));
    await(registrations().removeDead(tablet, new App(Service.APNS, "ab".repeat(32))));
    assertThat(of(bob)).isEmpty();
  }
}
