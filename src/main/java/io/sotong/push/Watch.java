package io.sotong.push;

import io.sotong.log.Raise;
import io.sotong.log.Register;
import io.sotong.model.UserId;
import io.sotong.push.Registrations.Device;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds who is to be woken, and puts that into the queue. It is told on the bus, which may lose
 * what it is told; so it also goes round among all who have a registration, and compares, in what
 * is durable, how far each mailbox goes with how far it was enqueued. Not thread-safe.
 */
final class Watch {
  private final Sources sources;
  private final PushQueue queue;
  private final int page;
  private String reached = "";

  /** One look after the other: what one has enqueued the next must see. */
  private Future<Void> last = Future.succeededFuture();

  /**
   * Puts into {@code queue}.
   *
   * @param page how many users are looked at in one step of the round
   */
  Watch(Sources sources, PushQueue queue, int page) {
    this.sources = sources;
    this.queue = queue;
    this.page = page;
  }

  /**
   * Looks at these users.
   *
   * @param users each with whether it has just gone: then what was enqueued may have been judged
   *     needless while it was there
   */
  Future<Void> look(Map<UserId, Boolean> users) {
    last = last.transform(done -> lookNow(users));
    return last;
  }

  private Future<Void> lookNow(Map<UserId, Boolean> users) {
    return sources
        .registrations()
        .of(List.copyOf(users.keySet()))
        .compose(registered -> registered.isEmpty() ? none() : look(users, registered));
  }

  /** The next step of the round; after the last it begins anew. */
  Future<Void> step() {
    return sources
        .registrations()
        .users(reached, page)
        .compose(
            users -> {
              Map<UserId, Boolean> looked = new HashMap<>();
              users.forEach(user -> looked.put(user, false));
              return (looked.isEmpty() ? none() : look(looked))
                  .onSuccess(
                      done ->
                          reached = users.size() < page ? "" : users.get(users.size() - 1).value());
            });
  }

  private Future<Void> look(Map<UserId, Boolean> users, Map<UserId, List<Device>> registered) {
    return Marks.of(sources.log(), registered)
        .compose(
            all -> {
              Map<UserId, Long> due = new HashMap<>();
              all.forEach(
                  (user, marks) -> {
                    long from = users.getOrDefault(user, false) ? 0 : marks.queued();
                    if (marks.head() > from && !marks.nothingNew()) {
                      due.put(user, marks.head());
                    }
                  });
              return due.isEmpty() ? none() : enqueue(due);
            });
  }

  /** Who is here is told there; what it has not got when it goes is looked at then. */
  private Future<Void> enqueue(Map<UserId, Long> due) {
    return sources
        .directory()
        .nodesOf(List.copyOf(due.keySet()))
        .compose(
            here -> {
              List<Future<Void>> done = new ArrayList<>();
              due.forEach(
                  (user, head) -> {
                    if (!here.containsKey(user)) {
                      done.add(enqueue(user, head));
                    }
                  });
              return Future.join(done).mapEmpty();
            });
  }

  /** Noted only once it is durable: until then the next round finds it again. */
  private Future<Void> enqueue(UserId user, long head) {
    return queue
        .enqueue(new WakeUp(user, head))
        .compose(
            queued -> {
              Raise raise = new Raise(Register.pushQueued(user), head);
              return sources.log().raise(List.of(raise));
            })
        .mapEmpty();
  }

  private static Future<Void> none() {
    return Future.succeededFuture();
  }
}
