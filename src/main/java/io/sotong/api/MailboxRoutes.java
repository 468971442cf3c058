package io.sotong.api;

import io.sotong.mailbox.Mailboxes;
import io.sotong.mailbox.Mailboxes.Page;
import io.sotong.mailbox.Mailboxes.State;
import io.sotong.mailbox.Mailboxes.Told;
import io.sotong.model.ChatException;
import io.sotong.model.ErrorCode;
import io.sotong.model.UserId;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** The mailbox as a page, for clients without a socket. */
public final class MailboxRoutes implements Routes {
  private static final int PAGE = 200;

  /** Beyond so many bytes of rows a page is cut short. */
  private static final int MAX_PAGE_BYTES = 2 * 1024 * 1024;

  private final Mailboxes mailboxes;

  public MailboxRoutes(Mailboxes mailboxes) {
    this.mailboxes = mailboxes;
  }

  @Override
  public Map<String, Operation> operations() {
    return Map.of("getMailbox", this::page);
  }

  private Future<Answer> page(Call call) {
    UserId user = call.caller().user();
    Optional<String> epoch = call.query("epoch");
    OptionalLong after = call.queryNumber("after");
    int limit = (int) call.queryNumber("limit").orElse(PAGE);
    return mailboxes
        .state(user)
        .compose(
            state -> {
              if (epoch.isPresent() && !epoch.get().equals(state.epoch())
                  || after.orElse(0) > state.head()) {
                throw reset();
              }
              return mailboxes
                  .read(user, after.orElse(0), limit, MAX_PAGE_BYTES)
                  .map(page -> answer(state, after, page));
            });
  }

  /** Who names no cursor is content with the oldest entry kept. */
  private static Answer answer(State state, OptionalLong after, Page page) {
    List<Told> entries = page.entries();
    boolean allExpired = entries.isEmpty() && after.orElse(0) < state.head();
    if (after.isPresent() && (page.expired() || allExpired)) {
      throw reset();
    }
    long next =
        entries.isEmpty()
            ? Math.max(after.orElse(0), state.head())
            : entries.get(entries.size() - 1).seq();
    return new Answer(200, Optional.of(json(state, entries, next)));
  }

  private static ChatException reset() {
    return new ChatException(ErrorCode.CURSOR_RESET, "The mailbox does not know this cursor.");
  }

  /** Entries are JSON already; their bytes are only put together. */
  private static Buffer json(State state, List<Told> entries, long next) {
    Buffer json = Buffer.buffer(256).appendString("{\"epoch\":\"").appendString(state.epoch());
    json.appendString("\",\"entries\":[");
    String separator = "{\"seq\":";
    for (Told entry : entries) {
      json.appendString(separator).appendString(Long.toString(entry.seq())).appendString(",");
      json.appendBuffer(entry.fields().plain()).appendString("}");
      separator = ",{\"seq\":";
    }
    return json.appendString("],\"next\":")
        .appendString(Long.toString(next))
        .appendString(",\"head\":")
        .appendString(Long.toString(Math.max(next, state.head())))
        .appendString("}");
  }
}
