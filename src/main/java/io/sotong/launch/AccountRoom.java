package io.sotong.launch;

import io.sotong.account.AccountBus;
import io.sotong.account.AccountOptions;
import io.sotong.account.Accounts;
import io.sotong.account.Devices.Description;
import io.sotong.account.Farewell;
import io.sotong.account.Friends;
import io.sotong.account.Passwords;
import io.sotong.account.Sessions;
import io.sotong.account.Tokens;
import io.sotong.bus.Addresses;
import io.sotong.bus.Bus;
import io.sotong.bus.Subscription;
import io.sotong.channel.ChannelChanges;
import io.sotong.config.Settings;
import io.sotong.mailbox.Postman;
import io.sotong.store.sql.SqlBlocks;
import io.sotong.store.sql.SqlChannels;
import io.sotong.store.sql.SqlDevices;
import io.sotong.store.sql.SqlFriendships;
import io.sotong.store.sql.SqlKeys;
import io.sotong.store.sql.SqlStore;
import io.sotong.store.sql.SqlUsers;
import io.sotong.wire.Done;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Accounts and changes of channels, wired to their stores. */
record AccountRoom(
    Tokens tokens, Friends friends, Accounts accounts, Sessions sessions, ChannelChanges channels) {

  /** Makes them ready; the installation's keys are made at its first start. */
  static Future<AccountRoom> open(
      Vertx vertx, Bus bus, Postman postman, Stores stores, Settings settings, Clock clock) {
    SqlStore sql = stores.sql();
    Runnable news = () -> bus.send(Addresses.NOTICES, Done.DONE);
    AccountOptions options = options(settings.accounts());
    SqlUsers users = new SqlUsers(sql);
    Farewell farewell = new Farewell(stores.log(), postman, bus, clock);
    ChannelChanges channels = new ChannelChanges(new SqlChannels(sql), stores.log(), clock, news);
    Friends friends =
        new Friends(new SqlFriendships(sql), new SqlBlocks(sql), stores.log(), clock, news);
    return Future.all(
            new Patiently(vertx, System::nanoTime)
                .run(() -> Tokens.open(new SqlKeys(sql), stores.log(), clock)),
            vertx.executeBlocking(() -> new Passwords(vertx, options)))
        .map(
            opened -> {
              Tokens tokens = opened.resultAt(0);
              Passwords passwords = opened.resultAt(1);
              Sessions sessions =
                  new Sessions(
                      users, new SqlDevices(sql), passwords, tokens, farewell, options, clock);
              Accounts accounts =
                  new Accounts(
                      users, passwords, sessions, farewell, channels::leaveAll, clock, news);
              return new AccountRoom(tokens, friends, accounts, sessions, channels);
            });
  }

  /** An access token for a user, on a device of its own; {@code not_found}. */
  Future<String> token(String username) {
    Description device =
        new Description(Optional.empty(), Optional.of("operator's token"), "other");
    return accounts
        .named(username)
        .compose(user -> sessions.logIn(user.userId(), device))
        .map(Sessions.Pair::accessToken);
  }

  /** Answers other rooms on the bus, on an event loop of its own. */
  Deployable verticle(Bus bus) {
    return new VerticleBase() {
      @Override
      public Future<?> start() {
        List<Subscription> served = AccountBus.open(bus, tokens, friends);
        return Future.all(served.stream().map(Subscription::ready).toList());
      }
    };
  }

  private static AccountOptions options(Settings.Accounts accounts) {
    return new AccountOptions(
        Duration.ofMinutes(accounts.accessTokenMinutes()).toMillis(),
        Duration.ofDays(accounts.refreshTokenDays()).toMillis(),
        accounts.argon2MemoryKiB(),
        accounts.argon2Iterations());
  }
}
