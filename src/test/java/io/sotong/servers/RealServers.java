package io.sotong.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * The real servers that the tests of one run share: each is started by the first test that asks for
 * it, and all end with the run. A test that kills servers opens a set {@link #ofItsOwn}.
 *
 * <p>Who shares a server takes a keyspace, database, key prefix or topic of its own.
 */
public final class RealServers {
  private static final Duration READY_WITHIN = Duration.ofMinutes(10);
  private static final Path DIRECTORY = Path.of("target", "servers");

  private RealServers() {}

  /**
   * One node; {@link #cassandra3()} is slower, and needed only where the number of nodes matters.
   */
  public static Server cassandra() {
    return await(Shared.SET.cassandra(1)).get(0);
  }

  /** Three nodes. */
  public static List<Server> cassandra3() {
    return await(Shared.SET.cassandra(3));
  }

  public static Server kafka() {
    return await(Shared.SET.kafka());
  }

  public static Server redis() {
    return await(Shared.SET.redis());
  }

  public static Server postgres() {
    return await(Shared.SET.postgres());
  }

  public static Server zookeeper() {
    return await(Shared.SET.zookeeper());
  }

  /** A free port for a server of the test's own making; the same one for the same name. */
  public static int port(String name) {
    return Shared.SET.port(name);
  }

  /**
   * A set for one test, which closes it.
   *
   * @param directory for ports, data and logs, such as a temporary one
   */
  public static Servers ofItsOwn(Path directory) {
    return Servers.open(
        directory, DIRECTORY.resolve("programs"), System.err::println, System::nanoTime);
  }

  /** The value; {@link AssertionError} with the reason, the end of a log included, if it fails. */
  public static <T> T await(CompletableFuture<T> starting) {
    try {
      return starting.get(READY_WITHIN.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new AssertionError("a server did not start", e.getCause());
    } catch (TimeoutException e) {
      throw new AssertionError("no server within " + READY_WITHIN, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while a server started", e);
    }
  }

  private static final class Shared {
    private static final String RUN = "run-";
    static final Servers SET = open();

    /** Removes what earlier runs left: their logs were kept for whoever wanted to read them. */
    private static Servers open() {
      try (Stream<Path> earlier = Files.list(Files.createDirectories(DIRECTORY))) {
        earlier.filter(Shared::isOfEarlierRun).forEach(Shared::delete);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      Servers set = ofItsOwn(DIRECTORY.resolve(RUN + ProcessHandle.current().pid()));
      Runtime.getRuntime().addShutdownHook(new Thread(set::close, "end the servers of the tests"));
      return set;
    }

    private static boolean isOfEarlierRun(Path directory) {
      String name = directory.getFileName().toString();
      return name.startsWith(RUN)
          && ProcessHandle.of(Long.parseLong(name.substring(RUN.length()))).isEmpty();
    }

    private static void delete(Path directory) {
      try (Stream<Path> below = Files.walk(directory)) {
        for (Path path : below.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
