package io.sotong.bus;

import io.sotong.bus.AccountTalk.Authenticate;
import io.sotong.bus.AccountTalk.Friends;
import io.sotong.bus.AccountTalk.FriendsOf;
import io.sotong.bus.AccountTalk.Identity;
import io.sotong.bus.MailboxTalk.Delivery;
import io.sotong.bus.MailboxTalk.Signal;
import io.sotong.bus.PresenceTalk.Arrive;
import io.sotong.bus.PresenceTalk.Beats;
import io.sotong.bus.PresenceTalk.Leave;
import io.sotong.bus.PushTalk.Wake;
import io.sotong.bus.RouteTalk.MarkRead;
import io.sotong.bus.RouteTalk.Send;
import io.sotong.bus.RouteTalk.Sent;
import io.sotong.bus.RouteTalk.Typing;
import io.sotong.bus.SearchTalk.Stored;
import io.sotong.model.NodeId;
import io.sotong.model.UserId;
import io.sotong.wire.Codec;
import io.sotong.wire.Done;

/** Every address there is; nowhere else is one named. */
public final class Addresses {
  /** Store a message and fan it out. Served by routers; refusals are those of {@code send}. */
  public static final Address<Send, Sent> ROUTE =
      new Address<>("chat.v1.route", RouteTalk.SEND, RouteTalk.SENT);

  /** A router is there, on that node. Heard by whoever sends to routers. */
  public static final Topic<NodeId> ROUTER_HERE =
      new Topic<>("chat.v1.router", RouteTalk.ROUTER_HERE);

  /** Move a read marker forward. Served by routers; {@code not_found}, {@code invalid}. */
  public static final Address<MarkRead, Done> READ =
      new Address<>("chat.v1.read", RouteTalk.MARK_READ, Codec.DONE);

  /** Somebody is writing. Heard by one router. */
  public static final Topic<Typing> TYPING = new Topic<>("chat.v1.typing", RouteTalk.TYPING);

  /** There is news in the outbox of the accounts' store. Heard by one router. */
  public static final Topic<Done> NOTICES = new Topic<>("chat.v1.notices", Codec.DONE);

  /** Whose token is it? Served by api; {@code unauthorized}, {@code token_expired}. */
  public static final Address<Authenticate, Identity> AUTHENTICATE =
      new Address<>("chat.v1.authenticate", AccountTalk.AUTHENTICATE, AccountTalk.IDENTITY);

  /** Who is to be told of a user's presence? Served by api. */
  public static final Address<FriendsOf, Friends> FRIENDS =
      new Address<>("chat.v1.friends", AccountTalk.FRIENDS_OF, AccountTalk.FRIENDS);

  /** A device's session has begun. Served by presence. */
  public static final Address<Arrive, Done> ARRIVE =
      new Address<>("chat.v1.presence.arrive", PresenceTalk.ARRIVE, Codec.DONE);

  /** The heartbeats of a node since it told last. Served by presence. */
  public static final Address<Beats, Done> BEATS =
      new Address<>("chat.v1.presence.beats", PresenceTalk.BEATS, Codec.DONE);

  /** A device's session is over. Served by presence. */
  public static final Address<Leave, Done> LEAVE =
      new Address<>("chat.v1.presence.leave", PresenceTalk.LEAVE, Codec.DONE);

  /** Somebody is away, and may have to be woken. Heard by one push, if there is one. */
  public static final Topic<Wake> WAKE = new Topic<>("chat.v1.push.wake", PushTalk.WAKE);

  /** Something was said, and may be looked for. Heard by one search, if there is one. */
  public static final Topic<Stored> STORED =
      new Topic<>("chat.v1.search.stored", SearchTalk.STORED);

  private Addresses() {}

  /** {@link #ROUTE}, served by the router of that node. */
  public static Address<Send, Sent> route(NodeId node) {
    return new Address<>("chat.v1.route." + node.value(), RouteTalk.SEND, RouteTalk.SENT);
  }

  /** What is for sessions on one node; heard by that node alone. */
  public static Topic<Delivery> node(NodeId node) {
    return new Topic<>("chat.v1.node." + node.value(), MailboxTalk.DELIVERY);
  }

  /** A user's mailbox; heard by that user's sessions, each on its own node only. */
  public static Topic<Signal> mailbox(UserId user) {
    return new Topic<>("chat.v1.mailbox." + user.value(), MailboxTalk.SIGNAL);
  }
}
