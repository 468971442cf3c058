package io.sotong.bridge;

import io.sotong.bus.Bus;
import io.sotong.bus.Routers;
import io.sotong.mailbox.Mailboxes;
import io.sotong.mailbox.Postman;
import io.sotong.model.NodeId;
import java.time.InstantSource;

/** What sessions need of the rest of the system. */
public record Surroundings(
    Bus bus,
    Routers routers,
    Mailboxes mailboxes,
    Postman postman,
    NodeId node,
    InstantSource clock) {}
