package io.sotong.mailbox;

import io.sotong.bus.Addresses;
import io.sotong.bus.Bus;
import io.sotong.bus.MailboxTalk.Delivery;
import io.sotong.bus.MailboxTalk.Place;
import io.sotong.bus.MailboxTalk.Signal;
import io.sotong.bus.Subscription;
import io.sotong.model.NodeId;
import io.sotong.model.UserId;

/** Opens the envelopes that come for this node and hands them to its mailboxes. */
public final class NodeInbox {
  private final Bus bus;

  private NodeInbox(Bus bus) {
    this.bus = bus;
  }

  /** Begins to listen on the caller's context. */
  public static Subscription open(Bus bus, NodeId node) {
    return bus.listen(Addresses.node(node), new NodeInbox(bus)::handOut);
  }

  private void handOut(Delivery delivery) {
    if (delivery instanceof Delivery.Entry entry) {
      for (Place place : entry.places()) {
        bus.publishHere(
            Addresses.mailbox(place.user()), new Signal.Hint(place.seq(), entry.fields()));
      }
    } else if (delivery instanceof Delivery.Told told) {
      for (UserId user : told.users()) {
        bus.publishHere(Addresses.mailbox(user), told.signal());
      }
    }
  }
}
