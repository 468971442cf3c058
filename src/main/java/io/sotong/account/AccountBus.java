package io.sotong.account;

import io.sotong.bus.AccountTalk;
import io.sotong.bus.Addresses;
import io.sotong.bus.Bus;
import io.sotong.bus.Subscription;
import io.vertx.core.Future;
import java.util.List;

/** Answers other rooms who somebody is and whose friend. */
public final class AccountBus {
  private AccountBus() {}

  /** Begins to serve on the caller's context; close what it returns. */
  public static List<Subscription> open(Bus bus, Tokens tokens, Friends friends) {
    return List.of(
        bus.serve(Addresses.AUTHENTICATE, asked -> tokens.authenticate(asked.accessToken())),
        bus.serve(Addresses.FRIENDS, asked -> friendsOf(friends, asked)));
  }

  /** A block ends a friendship, so that friends are those whom nobody blocked. */
  private static Future<AccountTalk.Friends> friendsOf(
      Friends friends, AccountTalk.FriendsOf asked) {
    return friends.friendsOf(asked.user()).map(AccountTalk.Friends::new);
  }
}
