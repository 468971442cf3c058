package io.sotong.store.redis;

import io.sotong.bus.PresenceTalk.Arrive;
import io.sotong.bus.PresenceTalk.Beat;
import io.sotong.bus.PresenceTalk.Beats;
import io.sotong.bus.PresenceTalk.Leave;
import io.sotong.mailbox.SessionDirectory;
import io.sotong.model.DeviceId;
import io.sotong.model.NodeId;
import io.sotong.model.UserId;
import io.sotong.presence.PresenceTable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Presence on Redis, for any number of nodes. Each change is one script on the keys of one
 * partition, so that it is atomic and finds its keys in one slot. Nothing is kept for ever: devices
 * without a beat for {@value #KEEP_MS} ms, should no sweeper have come by, go by themselves.
 *
 * <p>Any thread; futures complete on the caller's context, within 3 s, and fail with {@code
 * unavailable}.
 */
public final class RedisPresence implements PresenceTable, SessionDirectory {
  private static final Logger LOG = LoggerFactory.getLogger(RedisPresence.class);

  /** Far longer than a device may be silent, or a beat be on its way. */
  private static final long KEEP_MS = 600_000;

  /** How long it is remembered when somebody was last active: 30 days. */
  private static final long REMEMBER_MS = 30L * 24 * 3_600_000;

  private static final String KEEP = Long.toString(KEEP_MS);
  private static final String REMEMBER = Long.toString(REMEMBER_MS);

  private final Vertx vertx;
  private final RedisLine line;
  private final Keys keys;
  private final SilentNodes silent;
  private final LookUp lookUp;
  private final long timer;

  private RedisPresence(Vertx vertx, RedisLine line, Keys keys, SilentNodes silent, LookUp lookUp) {
    this.vertx = vertx;
    this.line = line;
    this.keys = keys;
    this.silent = silent;
    this.lookUp = lookUp;
    timer =
        vertx.setPeriodic(
            SilentNodes.SIGN_MS,
            tick ->
                silent
                    .refresh()
                    .onFailure(cause -> LOG.debug("no sign of life: {}", cause.getMessage())));
  }

  /**
   * Opens the table and directory; fails with {@link io.sotong.store.StoreRefusal} if the server
   * cannot be used.
   *
   * @param self this node, if it holds sessions: while it gives signs of life, the directory names
   *     it
   */
  public static Future<RedisPresence> open(
      Vertx vertx, RedisOptions options, Optional<NodeId> self) {
    return StartUp.connect(vertx, options)
        .compose(
            line -> {
              Keys keys = new Keys(options.namespace());
              SilentNodes silent = new SilentNodes(line, keys, self);
              LookUp lookUp = new LookUp(line, options.topology() == RedisOptions.Topology.CLUSTER);
              return silent
                  .refresh()
                  .map(heard -> new RedisPresence(vertx, line, keys, silent, lookUp))
                  .recover(cause -> line.close().transform(closed -> Future.failedFuture(cause)));
            });
  }

  @Override
  public Future<Change> arrive(Arrive arrival) {
    UserId user = arrival.user();
    return line.run(
            Script.ARRIVE,
            List.of(keys.here(user), keys.beats(Keys.partition(user))),
            List.of(
                Keys.member(user, arrival.device()),
                arrival.device().value(),
                arrival.node().value(),
                Long.toString(arrival.atMs()),
                KEEP))
        .map(online -> online.toInteger() == 1 ? Change.ONLINE : Change.NONE);
  }

  /** One script for each partition, all on their way at once. */
  @Override
  public Future<List<UserId>> beat(Beats beats) {
    Map<Integer, List<Beat>> partitions = new TreeMap<>();
    for (Beat beat : beats.beats()) {
      partitions
          .computeIfAbsent(Keys.partition(beat.user()), partition -> new ArrayList<>())
          .add(beat);
    }
    List<Future<List<UserId>>> all = new ArrayList<>(partitions.size());
    partitions.forEach((partition, its) -> all.add(beat(beats.node(), partition, its)));
    // Who came online by a part that arrived is told of, whatever became of the others.
    return Future.join(all)
        .transform(
            done ->
                done.failed() && all.stream().noneMatch(Future::succeeded)
                    ? Future.failedFuture(done.cause())
                    : Future.succeededFuture(
                        all.stream()
                            .filter(Future::succeeded)
                            .flatMap(online -> online.result().stream())
                            .toList()));
  }

  private Future<List<UserId>> beat(NodeId node, int partition, List<Beat> beats) {
    List<String> names = new ArrayList<>(1 + 2 * beats.size());
    List<String> values = new ArrayList<>(2 + 3 * beats.size());
    names.add(keys.beats(partition));
    values.add(node.value());
    values.add(KEEP);
    for (Beat beat : beats) {
      names.add(keys.here(beat.user()));
      names.add(keys.gone(beat.user()));
      values.add(Keys.member(beat.user(), beat.device()));
      values.add(beat.device().value());
      values.add(Long.toString(beat.atMs()));
    }
    return line.run(Script.BEAT, names, values)
        .map(
            online -> {
              List<UserId> users = new ArrayList<>(online.size());
              online.forEach(place -> users.add(beats.get(place.toInteger() - 1).user()));
              return users;
            });
  }

  @Override
  public Future<Change> leave(Leave leave) {
    return end(
        Script.LEAVE,
        leave.user(),
        leave.device(),
        List.of(
            leave.node().map(NodeId::value).orElse(""),
            leave.goodbye() ? "1" : "0",
            Long.toString(leave.atMs())));
  }

  @Override
  public Future<Change> expire(UserId user, DeviceId device, long beatMs) {
    return end(
        Script.EXPIRE, user, device, List.of(Long.toString(beatMs), Long.toString(beatMs - 1)));
  }

  private Future<Change> end(Script script, UserId user, DeviceId device, List<String> how) {
    List<String> values = new ArrayList<>(List.of(Keys.member(user, device), device.value()));
    values.addAll(how);
    values.add(KEEP);
    values.add(REMEMBER);
    return line.run(
            script,
            List.of(
                keys.here(user),
                keys.beats(Keys.partition(user)),
                keys.gone(user),
                keys.seen(user)),
            values)
        .map(offline -> offline.toInteger() == 1 ? Change.OFFLINE : Change.NONE);
  }

  @Override
  public Future<List<Seen>> seenBefore(long beatMs, int limit) {
    List<Future<Response>> all = new ArrayList<>(Keys.PARTITIONS);
    for (int partition = 0; partition < Keys.PARTITIONS; partition++) {
      all.add(
          line.send(
              Request.cmd(Command.ZRANGE)
                  .arg(keys.beats(partition))
                  .arg("-inf")
                  .arg("(" + beatMs)
                  .arg("BYSCORE")
                  .arg("LIMIT")
                  .arg(0)
                  .arg(limit)
                  .arg("WITHSCORES")));
    }
    return Future.join(all)
        .map(
            done -> {
              List<Seen> seen = new ArrayList<>();
              for (Future<Response> each : all) {
                Response pairs = each.result();
                for (int i = 0; i < pairs.size(); i += 2) {
                  seen.add(Keys.seen(pairs.get(i).toString(), pairs.get(i + 1).toString()));
                }
              }
              seen.sort(Comparator.comparingLong(Seen::beatMs));
              return List.copyOf(seen.subList(0, Math.min(limit, seen.size())));
            });
  }

  @Override
  public Future<Map<UserId, Status>> statuses(List<UserId> users) {
    return lookUp
        .ask(
            users,
            user ->
                List.of(
                    Request.cmd(Command.HVALS).arg(keys.here(user)),
                    Request.cmd(Command.GET).arg(keys.seen(user))))
        .map(
            answers -> {
              Map<UserId, Status> statuses = new HashMap<>();
              answers.forEach(
                  (user, answer) -> statuses.put(user, status(answer.get(0), answer.get(1))));
              return statuses;
            });
  }

  private static Status status(Response here, Response seen) {
    long last = seen == null ? Long.MIN_VALUE : seen.toLong();
    for (Response entry : here) {
      String text = entry.toString();
      last = Math.max(last, Long.parseLong(text.substring(0, text.indexOf(' '))));
    }
    return new Status(
        here.size() > 0, last == Long.MIN_VALUE ? OptionalLong.empty() : OptionalLong.of(last));
  }

  @Override
  public Future<Map<UserId, Set<NodeId>>> nodesOf(List<UserId> users) {
    return lookUp
        .ask(users, user -> List.of(Request.cmd(Command.HVALS).arg(keys.here(user))))
        .map(
            answers -> {
              Map<UserId, Set<NodeId>> nodes = new HashMap<>();
              answers.forEach(
                  (user, answer) -> {
                    Set<NodeId> its = nodes(answer.get(0));
                    if (!its.isEmpty()) {
                      nodes.put(user, its);
                    }
                  });
              return nodes;
            });
  }

  private Set<NodeId> nodes(Response here) {
    Set<NodeId> nodes = new HashSet<>(2);
    for (Response entry : here) {
      String text = entry.toString();
      String node = text.substring(text.indexOf(' ') + 1);
      if (!node.isEmpty() && !silent.contains(new NodeId(node))) {
        nodes.add(new NodeId(node));
      }
    }
    return nodes;
  }

  /** Ends the signs of life of this node, and the connection. */
  public Future<Void> close() {
    vertx.cancelTimer(timer);
    return silent.withdraw().transform(done -> line.close());
  }
}
