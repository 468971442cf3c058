package io.sotong.store.embedded;

import static io.sotong.log.LogContract.await;

import io.sotong.log.Cell;
import io.sotong.log.LogId;
import io.sotong.log.Outcome;
import io.sotong.log.Put;
import io.sotong.log.Raise;
import io.sotong.log.Register;
import io.sotong.log.Write;
import io.sotong.store.StoreRefusal;
import io.vertx.core.buffer.Buffer;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A process of its own that has a store open, to be killed or starved. */
final class StoreChild {
  static final int THREADS = 4;

  private StoreChild() {}

  /** Runs one of the modes below; {@code around} are words before {@code java}. */
  static Process start(List<String> around, String mode, Path directory) throws IOException {
    List<String> words = new ArrayList<>(around);
    words.add(System.getProperty("java.home") + File.separator + "bin" + File.separator + "java");
    words.addAll(List.of("-Xmx128m", "-cp", classPath(), StoreChild.class.getName()));
    words.addAll(List.of(mode, directory.toString()));
    return new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  private static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }

  public static void main(String[] args) throws Exception {
    Path directory = Path.of(args[1]);
    switch (args[0]) {
      case "write" -> writeForEver(directory);
      case "open" -> open(directory);
      case "fill" -> fill(directory);
      default -> throw new IllegalArgumentException(args[0]);
    }
  }

  private static void open(Path directory) {
    try (RocksLog log = RocksLog.open(directory, RocksOptions.DEFAULTS)) {
      say("opened with " + log.commits() + " commits");
    } catch (StoreRefusal e) {
      say(String.valueOf(e.getMessage()));
    }
  }

  /** Each thread appends to a log of its own, with a copy elsewhere, and says what is stored. */
  private static void writeForEver(Path directory) {
    RocksLog log = RocksLog.open(directory, RocksOptions.DEFAULTS);
    for (int thread = 0; thread < THREADS; thread++) {
      int own = thread;
      new Thread(
              () -> {
                for (long seq = 1; ; seq++) {
                  if (await(log.write(List.of(write(own, seq))).get(0).gate())
                      .equals(Outcome.STORED)) {
                    say(own + " " + seq);
                  }
                }
              })
          .start();
    }
  }

  /** What thread {@code own} writes at {@code seq}. */
  static Write write(int own, long seq) {
    return new Write(
        Optional.of(
            new Put(
                new Cell(channel(own), seq, value(own, seq)), List.of(new Raise(head(own), seq)))),
        List.of(new Put(new Cell(mailbox(own), seq, value(own, seq)), List.of())),
        List.of());
  }

  static LogId channel(int own) {
    return new LogId(LogId.Sort.CHANNEL, "c" + own);
  }

  static LogId mailbox(int own) {
    return new LogId(LogId.Sort.MAILBOX, "m" + own);
  }

  static Register head(int own) {
    return new Register(Register.Kind.CHANNEL_HEAD, "c" + own, "");
  }

  static Buffer value(int own, long seq) {
    return Buffer.buffer(own + ":" + seq + "x".repeat((int) (seq % 400)));
  }

  /**
   * On a small file system: writes until the disk is full, makes room, and goes on; says whether
   * every acknowledged row is there.
   */
  private static void fill(Path directory) throws Exception {
    Path ballast = directory.resolve("ballast");
    Files.write(ballast, new byte[12 << 20]);
    RocksOptions options = RocksOptions.DEFAULTS.withMemory(8L << 20, 4L << 20);
    RocksLog log = RocksLog.open(directory.resolve("store"), options);
    Buffer value = Buffer.buffer(random(64 * 1024));
    List<Long> stored = new ArrayList<>();
    long seq = 1;
    while (put(log, seq, value)) {
      stored.add(seq++);
    }
    say("full");
    say("readable " + (rows(log) == stored.size()));
    Files.delete(ballast);
    int tries = 0;
    while (!put(log, seq, value)) {
      tries++;
      Thread.onSpinWait();
    }
    stored.add(seq);
    say("again " + (tries > 0));
    say("complete " + (rows(log) == stored.size()));
    log.close();
    try (RocksLog reopened = RocksLog.open(directory.resolve("store"), options)) {
      say("reopened " + (rows(reopened) == stored.size()));
    }
  }

  private static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new java.util.Random(1).nextBytes(bytes);
    return bytes;
  }

  private static boolean put(RocksLog log, long seq, Buffer value) {
    Put put = new Put(new Cell(channel(0), seq, value), List.of(new Raise(head(0), seq)));
    Outcome outcome =
        await(log.write(List.of(Write.of(put))).get(0).gate().otherwise(Outcome.SKIPPED));
    return outcome.equals(Outcome.STORED)
        || outcome instanceof Outcome.Taken taken && taken.existing().equals(value);
  }

  private static long rows(RocksLog log) {
    long after = 0;
    while (true) {
      int found =
          await(log.read(List.of(new io.sotong.log.Range(channel(0), after, 50)))).get(0).size();
      after += found;
      if (found < 50) {
        return after;
      }
    }
  }

  private static synchronized void say(String line) {
    System.out.println(line);
    System.out.flush();
  }
}
