package io.sotong.mailbox;

import io.sotong.log.Raise;
import io.sotong.model.UserId;
import io.sotong.wire.JsonBytes;
import java.util.List;
import java.util.Optional;

/**
 * News for mailboxes that goes with a change in the accounts' store, kept there in the same
 * transaction until routers have delivered it.
 *
 * @param noticeId a new id; by it a second delivery is recognised
 * @param recipients whose mailboxes get it
 * @param fields the entry's JSON fields without {@code seq}
 * @param raise a register that must be raised with the change, if there is one: a channel's version
 */
public record Notice(
    String noticeId, List<UserId> recipients, JsonBytes fields, Optional<Raise> raise) {}
