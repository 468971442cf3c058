package io.sotong.store.redis;

import io.sotong.store.StoreRefusal;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The first connection, and whether it leads to a server that can be used. */
final class StartUp {
  /** The oldest that the tests hold the scripts to. */
  private static final int OLDEST = 7;

  /** What a server says that is not ready yet. */
  private static final List<String> PASSING = List.of("LOADING", "MASTERDOWN", "CLUSTERDOWN");

  private static final Pattern VERSION = Pattern.compile("redis_version:(\\d+)\\.");

  private StartUp() {}

  /** Fails with {@link StoreRefusal}. */
  static Future<RedisLine> connect(Vertx vertx, RedisOptions options) {
    RedisLine line = new RedisLine(vertx, options);
    return line.first(connection -> connection.send(Request.cmd(Command.INFO).arg("server")))
        .recover(cause -> Future.failedFuture(fault(cause, options)))
        .compose(
            info -> {
              Matcher version = VERSION.matcher(info.toString());
              return version.find() && Integer.parseInt(version.group(1)) < OLDEST
                  ? refuse(
                      options.name()
                          + " is version "
                          + version.group(1)
                          + "; "
                          + OLDEST
                          + " or later is needed.")
                  : Future.succeededFuture(line);
            })
        .recover(cause -> line.close().transform(closed -> Future.failedFuture(cause)));
  }

  private static StoreRefusal fault(Throwable cause, RedisOptions options) {
    String message = String.valueOf(cause.getMessage()).strip();
    if (message.contains("WRONGPASS")) {
      return new StoreRefusal(options.name() + " refuses the user or the password.");
    }
    if (message.contains("NOAUTH")) {
      return new StoreRefusal(options.name() + " asks for a password.");
    }
    String sentence =
        options.name()
            + " cannot be used: "
            + message.replaceAll("\\s+", " ").replaceAll("\\.$", "")
            + '.';
    boolean passing = !(cause instanceof Response) || PASSING.stream().anyMatch(message::contains);
    return passing ? StoreRefusal.passing(sentence) : new StoreRefusal(sentence);
  }

  private static <T> Future<T> refuse(String sentence) {
    return Future.failedFuture(new StoreRefusal(sentence));
  }
}
