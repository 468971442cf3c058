package io.sotong.routing;

import io.sotong.log.Log;
import io.sotong.mailbox.Entry;
import io.sotong.mailbox.Notice;
import io.sotong.mailbox.Notices;
import io.sotong.model.UserId;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Brings the notices that wait in the accounts' store into mailboxes, in the order of their
 * changes. Several routers may do so at once: a notice is recognised by its id. Not thread-safe.
 *
 * <p>The mailboxes' heads are read before it is asked which notices still wait: so one that was
 * stopped for however long, at whatever step, either hears that a notice is delivered, or looks for
 * it from where the mailboxes ended before it was.
 */
final class NoticeDelivery {
  private static final int PAGE = 100;

  private final Log log;
  private final Notices notices;
  private final NoticeCopies copies;
  private boolean underWay;
  private boolean again;

  NoticeDelivery(Log log, Notices notices, NoticeCopies copies) {
    this.log = log;
    this.notices = notices;
    this.copies = copies;
  }

  /** Delivers all that wait; while that is under way, once more after it. */
  Future<Void> run() {
    again = true;
    if (underWay) {
      return Future.succeededFuture();
    }
    underWay = true;
    return pages().onComplete(done -> underWay = false);
  }

  private Future<Void> pages() {
    again = false;
    return notices
        .waiting(PAGE)
        .compose(page -> page.isEmpty() ? Future.succeededFuture() : deliver(page))
        .compose(done -> again ? pages() : Future.succeededFuture());
  }

  private Future<Void> deliver(List<Notice> page) {
    List<UserId> users =
        page.stream().flatMap(notice -> notice.recipients().stream()).distinct().toList();
    return copies
        .heads(users)
        .compose(heads -> notices.waiting(PAGE).compose(still -> deliver(page, still, heads)));
  }

  private Future<Void> deliver(List<Notice> page, List<Notice> still, Map<UserId, Long> heads) {
    Set<String> waiting = still.stream().map(Notice::noticeId).collect(Collectors.toSet());
    List<Notice> left =
        page.stream().filter(notice -> waiting.contains(notice.noticeId())).toList();
    Future<Void> done = Future.succeededFuture();
    for (Notice notice : left) {
      done = done.compose(before -> deliver(notice, heads));
    }
    return done.compose(all -> notices.delivered(left.stream().map(Notice::noticeId).toList()));
  }

  private Future<Void> deliver(Notice notice, Map<UserId, Long> heads) {
    Future<?> raised =
        notice.raise().isEmpty()
            ? Future.succeededFuture()
            : log.raise(List.of(notice.raise().get()));
    return raised.compose(
        done ->
            copies.put(
                notice.recipients(),
                heads,
                new Entry.OfNotice(notice.noticeId(), notice.fields()),
                notice.fields()));
  }
}
