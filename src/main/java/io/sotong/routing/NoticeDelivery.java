package io.sotong.routing;

import io.sotong.log.Log;
import io.sotong.log.Write;
import io.sotong.mailbox.Entry;
import io.sotong.mailbox.Notice;
import io.sotong.mailbox.Notices;
import io.vertx.core.Future;
import java.util.List;

/**
 * Brings the notices that wait in the accounts' store into mailboxes, in the order of their
 * changes. Several routers may do so at once: a notice is recognised by its id. Not thread-safe.
 */
final class NoticeDelivery {
  private static final int PAGE = 100;

  private final Log log;
  private final Notices notices;
  private final FanOutDriver driver;
  private boolean underWay;
  private boolean again;

  NoticeDelivery(Log log, Notices notices, FanOutDriver driver) {
    this.log = log;
    this.notices = notices;
    this.driver = driver;
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
        .compose(
            page -> {
              Future<Void> done = Future.succeededFuture();
              for (Notice notice : page) {
                done = done.compose(before -> deliver(notice));
              }
              List<String> ids = page.stream().map(Notice::noticeId).toList();
              return ids.isEmpty() ? done : done.compose(all -> notices.delivered(ids));
            })
        .compose(done -> again ? pages() : Future.succeededFuture());
  }

  private Future<Void> deliver(Notice notice) {
    Future<?> raised =
        notice.raise().isEmpty()
            ? Future.succeededFuture()
            : log.write(List.of(Write.of(List.of(notice.raise().get())))).get(0).puts();
    return raised.compose(
        done ->
            driver.deliver(
                notice.recipients(),
                new Entry.OfNotice(notice.noticeId(), notice.fields()),
                notice.fields()));
  }
}
