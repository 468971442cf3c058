package io.sotong.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One server process on 127.0.0.1, and the ways in which it may go and come back. It keeps its port
 * and its data over them. Any thread; every method may block.
 *
 * <p>However this JVM ends, the server ends with it.
 */
public final class Server {
  /** Where every server listens. */
  public static final String HOST = "127.0.0.1";

  private static final Duration READY_WITHIN = Duration.ofMinutes(4);
  private static final Duration ENDED_WITHIN = Duration.ofSeconds(30);
  private static final long LOOK_AGAIN_MS = 40;
  private static final int TAIL_LINES = 40;
  private static final int TAIL_BYTES = 16_384;

  private final Blueprint blueprint;
  private volatile @Nullable Process process;
  private volatile boolean closed;

  Server(Blueprint blueprint) {
    this.blueprint = blueprint;
  }

  /** Such as {@code Kafka} or {@code Cassandra 2 of 3}. */
  public String name() {
    return blueprint.name();
  }

  public String host() {
    return HOST;
  }

  public int port() {
    return blueprint.port();
  }

  /** {@code host:port}. */
  public String address() {
    return HOST + ':' + port();
  }

  /** The latest process; {@link IllegalStateException} if there was none. */
  public long pid() {
    return started().pid();
  }

  public boolean isAlive() {
    Process running = process;
    return running != null && running.isAlive();
  }

  /** Ends it as a power cut would (SIGKILL), with all its children; returns when they are gone. */
  public void kill() {
    Process running = process;
    if (running == null) {
      return;
    }
    List<ProcessHandle> family = family(running);
    family.forEach(ProcessHandle::destroyForcibly);
    gone(running.toHandle());
    family.forEach(Server::gone);
  }

  /** Stops the clock for it and its children (SIGSTOP); its connections stay open. */
  public void pause() {
    signal("STOP");
  }

  /** Lets it go on after {@link #pause()} (SIGCONT). */
  public void resume() {
    signal("CONT");
  }

  /**
   * Starts it again on the same port and data, kills it first if it is alive, and returns when it
   * answers; {@link ServerException} with the end of its log if it does not.
   */
  public void restart() {
    kill();
    start();
  }

  /** The end of what it has logged, for people. */
  public String tail() {
    return Stream.of(log(), blueprint.log())
        .distinct()
        .map(Server::tail)
        .reduce("", String::concat);
  }

  /**
   * Ends it in order, by its blueprint's last signal; kills it if that takes longer than 30
   * seconds.
   */
  public void stop() {
    Process running = process;
    if (running != null && running.isAlive() && !blueprint.lastSignal().equals("KILL")) {
      signal("CONT");
      signal(blueprint.lastSignal());
      gone(running.toHandle());
    }
    kill();
  }

  void start() {
    try {
      Process started =
          new ProcessBuilder(Tied.command(blueprint.command()))
              .directory(blueprint.directory().toFile())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
              .start();
      process = started;
      awaitReady(started);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Stops it for good. */
  void close() {
    closed = true;
    stop();
  }

  private void awaitReady(Process started) {
    for (long waited = 0; !blueprint.probe().answered(port()); waited += LOOK_AGAIN_MS) {
      if (closed) {
        break;
      }
      if (exited(started)) {
        throw failure("ended with exit code " + started.exitValue());
      }
      if (waited > READY_WITHIN.toMillis()) {
        kill();
        throw failure("was not ready within " + READY_WITHIN.toMinutes() + " minutes");
      }
    }
    if (closed) {
      kill();
      throw failure("was closed while it started");
    }
  }

  /** Waits a moment for its end. */
  private boolean exited(Process started) {
    try {
      return started.waitFor(LOOK_AGAIN_MS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      kill();
      Thread.currentThread().interrupt();
      throw failure("was given up while it started");
    }
  }

  private ServerException failure(String what) {
    return new ServerException(name() + ' ' + what + ".\n" + tail());
  }

  private Path log() {
    return blueprint.directory().resolve("out.log");
  }

  private Process started() {
    Process running = process;
    if (running == null) {
      throw new IllegalStateException(name() + " was never started");
    }
    return running;
  }

  private void signal(String signal) {
    List<String> command = new ArrayList<>(List.of("kill", "-" + signal));
    family(started()).forEach(each -> command.add(Long.toString(each.pid())));
    Tied.run(command, blueprint.directory().resolve("signals.log"));
  }

  private static List<ProcessHandle> family(Process running) {
    return Stream.concat(Stream.of(running.toHandle()), running.descendants()).toList();
  }

  private static void gone(ProcessHandle ended) {
    CompletableFuture<ProcessHandle> exit = ended.onExit();
    exit.completeOnTimeout(ended, ENDED_WITHIN.toMillis(), TimeUnit.MILLISECONDS).join();
  }

  static String tail(Path log) {
    if (!Files.exists(log)) {
      return "";
    }
    try (var file = Files.newByteChannel(log)) {
      file.position(Math.max(0, file.size() - TAIL_BYTES));
      ByteBuffer bytes = ByteBuffer.allocate(TAIL_BYTES);
      file.read(bytes);
      List<String> lines =
          new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8).lines().toList();
      return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()))
          + '\n';
    } catch (IOException e) {
      return log + " cannot be read: " + e.getMessage() + '\n';
    }
  }
}
