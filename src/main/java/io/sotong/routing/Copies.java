package io.sotong.routing;

import io.sotong.log.Put;
import io.sotong.log.Raise;
import io.sotong.mailbox.Entry;
import io.sotong.model.UserId;
import io.sotong.wire.JsonBytes;
import java.util.List;
import java.util.Optional;

/**
 * Something to be stored with its copies.
 *
 * @param gate the message's own cell; a marker has none
 * @param entry what each recipient's mailbox gets
 * @param fields the entry's JSON, for those who are here
 * @param last raised when every copy is stored
 */
record Copies(
    Optional<Put> gate, Entry entry, JsonBytes fields, List<UserId> recipients, List<Raise> last) {}
