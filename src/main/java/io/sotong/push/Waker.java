package io.sotong.push;

import io.sotong.log.Raise;
import io.sotong.log.Register;
import io.sotong.model.DeviceId;
import io.sotong.model.UserId;
import io.sotong.push.News.Message;
import io.sotong.push.PushPlan.Target;
import io.sotong.push.PushPlan.Wake;
import io.sotong.push.Registrations.Device;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Carries out wake-ups: looks how things stand, and hands over what {@link PushPlan} says. After
 * each notification that a service has it is noted, durably, up to where in the mailbox the device
 * is woken; so a wake-up that is given again, after a death or for another device of the user's,
 * doubles no more than the one that was on its way. Not thread-safe: one context.
 */
final class Waker implements PushQueue.Pusher {
  private final Sources sources;
  private final Provider<Subscription> provider;
  private final News news;
  private final Map<UserId, Future<Void>> underWay = new ConcurrentHashMap<>();

  Waker(Sources sources, Provider<Subscription> provider) {
    this.sources = sources;
    this.provider = provider;
    this.news = new News(sources.log());
  }

  /** One of a user's after the other: what one has noted the next must see. */
  @Override
  public Future<Void> push(WakeUp wakeUp) {
    UserId user = wakeUp.user();
    Future<Void> before = underWay.getOrDefault(user, Future.succeededFuture());
    Future<Void> its = before.transform(done -> wake(user));
    underWay.put(user, its);
    return its.onComplete(done -> underWay.remove(user, its));
  }

  private Future<Void> wake(UserId user) {
    return sources
        .directory()
        .nodesOf(List.of(user))
        .compose(
            here ->
                here.containsKey(user)
                    ? Future.succeededFuture()
                    : sources.registrations().of(List.of(user)).compose(all -> wake(user, all)));
  }

  private Future<Void> wake(UserId user, Map<UserId, List<Device>> devices) {
    return Marks.of(sources.log(), devices)
        .compose(
            all -> {
              Marks marks = all.get(user);
              return marks == null || marks.nothingNew()
                  ? Future.succeededFuture()
                  : news.after(user, marks.acked(), marks.head())
                      .compose(
                          messages ->
                              Outlook.of(sources, user, false, marks.acked(), messages)
                                  .compose(outlook -> handOver(outlook, marks, messages)));
            });
  }

  /** A device whose service fails holds up no other; the wake-up fails then, and comes again. */
  private Future<Void> handOver(Outlook outlook, Marks marks, List<Message> messages) {
    List<Wake> wakes =
        PushPlan.of(
            outlook.now(), marks.targets(), messages.stream().map(Message::arrived).toList());
    List<Future<Void>> lines = new ArrayList<>();
    for (Target target : marks.targets()) {
      List<Wake> its = wakes.stream().filter(wake -> wake.target().equals(target)).toList();
      lines.add(line(outlook, target, its, marks.head()));
    }
    return Future.join(lines).mapEmpty();
  }

  private Future<Void> line(Outlook outlook, Target target, List<Wake> wakes, long head) {
    Future<Boolean> there = Future.succeededFuture(true);
    for (Wake wake : wakes) {
      there = there.compose(still -> still ? one(outlook, wake) : Future.succeededFuture(false));
    }
    UserId user = outlook.now().user();
    return there.compose(
        still -> still ? woken(user, target.device(), head) : Future.succeededFuture());
  }

  /** Whether the device is still there. */
  private Future<Boolean> one(Outlook outlook, Wake wake) {
    Target target = wake.target();
    return provider
        .push(target.subscription(), outlook.notification(wake))
        .compose(
            outcome ->
                outcome == Provider.Outcome.GONE
                    ? sources
                        .registrations()
                        .removeDead(target.device(), target.subscription())
                        .map(false)
                    : woken(outlook.now().user(), target.device(), wake.latest().place())
                        .map(true));
  }

  private Future<Void> woken(UserId user, DeviceId device, long place) {
    Raise raise = new Raise(Register.deviceWoken(user, device), place);
    return sources.log().raise(List.of(raise));
  }
}
