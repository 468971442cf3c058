package io.sotong.launch;

import io.sotong.api.AccountRoutes;
import io.sotong.api.ApiLimits;
import io.sotong.api.ApiOptions;
import io.sotong.api.ApiVerticle;
import io.sotong.api.Caller;
import io.sotong.api.ChannelRoutes;
import io.sotong.api.Descriptions;
import io.sotong.api.FriendRoutes;
import io.sotong.api.MailboxRoutes;
import io.sotong.api.MessageRoutes;
import io.sotong.api.PresenceRoutes;
import io.sotong.api.PresenceView;
import io.sotong.api.PushRoutes;
import io.sotong.api.ReadRoutes;
import io.sotong.api.Routes;
import io.sotong.api.SearchRoutes;
import io.sotong.api.Servers;
import io.sotong.api.SessionRoutes;
import io.sotong.bus.Bus;
import io.sotong.bus.Routers;
import io.sotong.channel.ChannelAccess;
import io.sotong.channel.ChannelList;
import io.sotong.channel.History;
import io.sotong.channel.ReadMarks;
import io.sotong.config.Settings;
import io.sotong.discovery.ChatServer;
import io.sotong.discovery.ServerRegistry;
import io.sotong.limit.Rate;
import io.sotong.mailbox.Mailboxes;
import io.sotong.search.Finder;
import io.sotong.store.sql.SqlChannels;
import io.sotong.store.sql.SqlMemberships;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** The kind {@code api}, wired: every operation of the contract, and the door before them. */
final class ApiRoom {
  private final Settings settings;
  private final AccountRoom accounts;
  private final Descriptions descriptions;
  private final ApiLimits limits;
  private final Supplier<List<ChatServer>> chatServers;
  private final List<Routes> routes;
  private final AtomicInteger port = new AtomicInteger();

  /** Blocks for some 100 ms, to read the descriptions. */
  ApiRoom(
      Settings settings,
      AccountRoom accounts,
      Stores stores,
      Bus bus,
      Routers routers,
      Mailboxes mailboxes,
      ServerRegistry<ChatServer> registry,
      Supplier<List<ChatServer>> chatServers,
      PushRoom push,
      Optional<Finder> finder) {
    this.chatServers = chatServers;
    this.settings = settings;
    this.accounts = accounts;
    this.descriptions = Descriptions.load();
    this.limits = limits(settings.limits());
    this.routes = routes(accounts, stores, bus, routers, mailboxes, registry, push, finder, limits);
  }

  /** A new instance. */
  ApiVerticle verticle() {
    ApiOptions options =
        new ApiOptions(
            settings.api().host(),
            settings.api().port(),
            settings.api().publicUrl(),
            settings.chat().allowedOrigins());
    return new ApiVerticle(
        options,
        descriptions,
        token ->
            accounts
                .tokens()
                .authenticate(token)
                .map(identity -> new Caller(identity.user(), identity.device())),
        limits,
        routes,
        chatServers,
        port::set);
  }

  /** The port that it listens on, once deployed. */
  int port() {
    return port.get();
  }

  private static List<Routes> routes(
      AccountRoom accounts,
      Stores stores,
      Bus bus,
      Routers routers,
      Mailboxes mailboxes,
      ServerRegistry<ChatServer> registry,
      PushRoom push,
      Optional<Finder> finder,
      ApiLimits limits) {
    SqlMemberships memberships = new SqlMemberships(stores.sql());
    ChannelAccess access = new ChannelAccess(stores.log(), memberships);
    ChannelList list = new ChannelList(new SqlChannels(stores.sql()), stores.log());
    PresenceView presence = stores.presence()::statuses;
    Servers servers = new Servers(registry, new SecureRandom());
    return List.of(
        new AccountRoutes(accounts.accounts(), limits),
        new SessionRoutes(accounts.sessions(), accounts.accounts(), servers, limits),
        new FriendRoutes(accounts.friends(), presence),
        new PresenceRoutes(accounts.friends(), memberships, presence),
        new ChannelRoutes(accounts.channels(), access, list),
        new MessageRoutes(routers, access, new History(stores.log())),
        new MailboxRoutes(mailboxes),
        new PushRoutes(push.enrolment(), push.vapid().publicKey()),
        new SearchRoutes(finder),
        new ReadRoutes(bus, access, new ReadMarks(stores.log())));
  }

  private static ApiLimits limits(Settings.Limits limits) {
    return new ApiLimits(
        Rate.perSecond(limits.requestsPerSecond(), limits.requestsBurst()),
        Rate.perSecond(limits.sendsPerSecond(), limits.sendsBurst()),
        Rate.perMinute(limits.logInsPerMinute(), limits.logInsPerMinute()),
        Rate.perMinute(limits.signUpsPerMinutePerAddress(), limits.signUpsPerMinutePerAddress()),
        System::nanoTime);
  }
}
