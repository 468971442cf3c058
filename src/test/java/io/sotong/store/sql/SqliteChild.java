package io.sotong.store.sql;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A process of its own that commits to a database for ever, to be killed. */
final class SqliteChild {
  /** So many chains of transactions go on side by side. */
  static final int CHAINS = 4;

  static final String ADD = "INSERT INTO installation_key (name, bytes) VALUES ($1, $2)";

  private SqliteChild() {}

  /** Goes on from {@code last}, the number of the last transaction of each chain. */
  static Process start(Path directory, int... last) throws IOException {
    StringBuilder from = new StringBuilder();
    for (int each : last) {
      from.append(each).append(',');
    }
    List<String> words =
        List.of(
            System.getProperty("java.home") + File.separator + "bin" + File.separator + "java",
            "-Xmx128m",
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            SqliteChild.class.getName(),
            directory.toString(),
            from.toString());
    return new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  /** Of a chain's transaction, one of its two rows. */
  static String name(int chain, int number, String which) {
    return chain + "/" + number + "/" + which;
  }

  public static void main(String[] args) {
    SqlStore.openSqlite(Vertx.vertx(), Path.of(args[0]))
        .onSuccess(
            store -> {
              String[] last = args[1].split(",", -1);
              for (int chain = 0; chain < CHAINS; chain++) {
                next(store, chain, Integer.parseInt(last[chain]) + 1);
              }
            })
        .onFailure(SqliteChild::give);
  }

  /** Says each transaction once it is answered. */
  private static void next(SqlStore store, int chain, int number) {
    store
        .transact(tx -> add(tx, chain, number, "a").compose(one -> add(tx, chain, number, "b")))
        .onSuccess(
            both -> {
              System.out.println(chain + " " + number);
              next(store, chain, number + 1);
            })
        .onFailure(SqliteChild::give);
  }

  private static Future<Integer> add(Tx tx, int chain, int number, String which) {
    return tx.change(ADD, name(chain, number, which), "x".repeat(number % 200));
  }

  private static void give(Throwable cause) {
    cause.printStackTrace();
    Runtime.getRuntime().halt(1);
  }
}
