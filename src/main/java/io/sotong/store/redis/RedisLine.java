package io.sotong.store.redis;

import io.sotong.model.ChatException;
import io.sotong.model.ErrorCode;
import io.sotong.store.redis.RedisOptions.Topology;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.ProtocolVersion;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisClientType;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One connection, on which everything is sent at once and in order, made anew when it is lost: it
 * ended, the server took too long, or it is no longer the one that takes writes. Any thread.
 *
 * <p>What cannot be answered within {@value #ANSWER_MS} ms fails with {@code unavailable}; while no
 * server is found, it does so at once.
 */
final class RedisLine {
  private static final int ANSWER_MS = 3_000;
  private static final int CONNECT_MS = 2_000;

  /** After a connection was refused, so long none is tried for. */
  private static final int PAUSE_MS = 200;

  /** Beyond so many commands without an answer, the next is refused. */
  private static final int MAX_WAITING = 32_768;

  /** What a server answers that is not, or not yet, the one to talk to. */
  private static final List<String> ANOTHER =
      List.of("LOADING", "READONLY", "MASTERDOWN", "CLUSTERDOWN", "NOAUTH", "WRONGPASS");

  private static final String FULL = "Redis waiting queue is full";

  private final Vertx vertx;
  private final io.vertx.redis.client.RedisOptions options;
  private @Nullable Link link;

  /** A client of its own for each connection: closed, it takes with it what hangs. */
  private record Link(Redis client, Future<RedisConnection> connection) {}

  RedisLine(Vertx vertx, RedisOptions options) {
    this.vertx = vertx;
    this.options = options(options);
  }

  private static io.vertx.redis.client.RedisOptions options(RedisOptions options) {
    io.vertx.redis.client.RedisOptions given =
        new io.vertx.redis.client.RedisOptions()
            .setType(type(options.topology()))
            .setEndpoints(options.endpoints().stream().map(each -> "redis://" + each).toList())
            .setMasterName(options.master())
            .setPreferredProtocolVersion(ProtocolVersion.RESP2)
            .setMaxWaitingHandlers(MAX_WAITING)
            .setPoolRecycleTimeout(-1)
            .setNetClientOptions(
                new NetClientOptions().setConnectTimeout(CONNECT_MS).setTcpKeepAlive(true));
    if (!options.user().isEmpty()) {
      given.setUser(options.user());
    }
    return options.password().value().isEmpty()
        ? given
        : given.setPassword(options.password().value());
  }

  private static RedisClientType type(Topology topology) {
    return switch (topology) {
      case SERVER -> RedisClientType.STANDALONE;
      case SENTINEL -> RedisClientType.SENTINEL;
      case CLUSTER -> RedisClientType.CLUSTER;
    };
  }

  Future<Response> send(Request request) {
    return on(connection -> connection.send(request));
  }

  /** The answers to all of {@code requests}, on a cluster of one partition. */
  Future<List<Response>> batch(List<Request> requests) {
    return on(connection -> connection.batch(requests));
  }

  /** Has the server carry out {@code script}; its text goes along if it does not know it. */
  Future<Response> run(Script script, List<String> keys, List<String> values) {
    return on(
        connection ->
            connection
                .send(request(Command.EVALSHA, script.sha1(), keys, values))
                .recover(
                    cause ->
                        String.valueOf(cause.getMessage()).startsWith("NOSCRIPT")
                            ? connection.send(request(Command.EVAL, script.text(), keys, values))
                            : Future.failedFuture(cause)));
  }

  private static Request request(
      Command command, String script, List<String> keys, List<String> values) {
    Request request = Request.cmd(command).arg(script).arg(keys.size());
    keys.forEach(request::arg);
    values.forEach(request::arg);
    return request;
  }

  private <T> Future<T> on(Function<RedisConnection, Future<T>> work) {
    return first(work)
        .recover(
            cause ->
                Future.failedFuture(
                    isOurs(cause)
                        ? cause
                        : new ChatException(
                            ErrorCode.UNAVAILABLE, "presence did not answer", 1_000)));
  }

  /** As all else here, but fails with what happened. */
  <T> Future<T> first(Function<RedisConnection, Future<T>> work) {
    Link used = link();
    return used.connection()
        .compose(work)
        .timeout(ANSWER_MS, TimeUnit.MILLISECONDS)
        .onFailure(
            cause -> {
              if (used.connection().succeeded() && isOver(cause)) {
                lose(used);
              }
            });
  }

  /** Whether the connection is good for nothing more. */
  private static boolean isOver(Throwable cause) {
    return cause instanceof Response
        ? ANOTHER.stream().anyMatch(message(cause)::startsWith)
        : !message(cause).equals(FULL);
  }

  /** Whether we have asked what no server will do. */
  private static boolean isOurs(Throwable cause) {
    return cause instanceof Response
        && (message(cause).startsWith("ERR ") || message(cause).startsWith("WRONGTYPE "));
  }

  /** Without what the client puts before the error of one of several commands. */
  private static String message(Throwable cause) {
    return String.valueOf(cause.getMessage()).replaceFirst("^ERR \\[\\d+] ", "");
  }

  private synchronized Link link() {
    Link known = link;
    if (known != null) {
      return known;
    }
    Redis client = Redis.createClient(vertx, options);
    Link fresh = new Link(client, client.connect().timeout(CONNECT_MS, TimeUnit.MILLISECONDS));
    link = fresh;
    fresh
        .connection()
        .onSuccess(
            connection -> {
              connection.exceptionHandler(cause -> lose(fresh));
              connection.endHandler(ended -> lose(fresh));
            })
        .onFailure(cause -> vertx.setTimer(PAUSE_MS, timer -> lose(fresh)));
    return fresh;
  }

  private void lose(Link lost) {
    synchronized (this) {
      if (!lost.equals(link)) {
        return;
      }
      link = null;
    }
    lost.client().close();
  }

  /** Ends the connection; whatever is under way fails. */
  Future<Void> close() {
    Link last;
    synchronized (this) {
      last = link;
      link = null;
    }
    return last == null ? Future.succeededFuture() : last.client().close();
  }
}
