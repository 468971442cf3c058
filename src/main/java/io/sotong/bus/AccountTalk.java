package io.sotong.bus;

import io.sotong.model.DeviceId;
import io.sotong.model.UserId;
import io.sotong.wire.Codec;
import java.util.List;

/** What is said to the keepers of accounts. */
public final class AccountTalk {
  static final Codec<Authenticate> AUTHENTICATE =
      new Codec<>(1, (out, m) -> out.text(m.accessToken()), in -> new Authenticate(in.text()));
  static final Codec<Identity> IDENTITY =
      new Codec<>(
          1,
          (out, m) -> out.text(m.user().value()).text(m.device().value()).number(m.expiresAtMs()),
          in -> new Identity(new UserId(in.text()), new DeviceId(in.text()), in.number()));
  static final Codec<FriendsOf> FRIENDS_OF =
      new Codec<>(
          1, (out, m) -> out.text(m.user().value()), in -> new FriendsOf(new UserId(in.text())));
  static final Codec<Friends> FRIENDS =
      new Codec<>(
          1,
          (out, m) -> out.list(m.users(), (o, user) -> o.text(user.value())),
          in -> new Friends(in.list(i -> new UserId(i.text()))));

  private AccountTalk() {}

  /** A token as a client showed it. */
  public record Authenticate(String accessToken) {
    @Override
    public String toString() {
      return "Authenticate[redacted]";
    }
  }

  /**
   * Whom a token speaks for.
   *
   * @param expiresAtMs milliseconds since 1970 UTC
   */
  public record Identity(UserId user, DeviceId device, long expiresAtMs) {}

  /** Who are the friends of {@code user}? */
  public record FriendsOf(UserId user) {}

  /** Those who may see the user's presence: friends, without those whom the user blocked. */
  public record Friends(List<UserId> users) {}
}
