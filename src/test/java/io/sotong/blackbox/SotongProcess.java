package io.sotong.blackbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The built jar as a child process with ports, data and working directory of its own. It dies with
 * this JVM however that ends: a shutdown hook for the ordinary case, and a watcher that kills it
 * when the pipe from this JVM breaks.
 *
 * <p>The jar is the system property {@code sotong.jar} (default {@code target/sotong.jar}).
 */
public final class SotongProcess implements AutoCloseable {
  private static final Duration READY_WITHIN = Duration.ofMinutes(3);
  private static final Duration STOPPED_WITHIN = Duration.ofSeconds(60);
  private static final HttpClient HTTP =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

  private final Path home;
  private final Map<String, String> environment;
  private final List<String> jvmArguments;
  private final List<String> arguments;
  private final Ports ports;
  private final Thread atExit = new Thread(this::kill9, "kill the server of a test");
  private @Nullable Process process;
  private @Nullable Process watcher;

  private record Ports(int api, int chat, int management) {}

  private SotongProcess(
      Path home,
      Map<String, String> environment,
      List<String> jvmArguments,
      List<String> arguments) {
    this.home = home;
    this.environment = Map.copyOf(environment);
    this.jvmArguments = List.copyOf(jvmArguments);
    this.arguments = List.copyOf(arguments);
    this.ports = freePorts();
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  /** A ready server with an empty data directory and the configuration inside the jar. */
  public static SotongProcess start() {
    return start(Map.of(), List.of());
  }

  /**
   * A ready server with more environment variables and JVM arguments; both stay with it over {@link
   * #restart()}.
   */
  public static SotongProcess start(Map<String, String> environment, List<String> jvmArguments) {
    SotongProcess server = prepare(environment, jvmArguments, List.of());
    server.run();
    return server;
  }

  /** A server that is not yet running, for a test that first lays files into {@link #home()}. */
  public static SotongProcess prepare(
      Map<String, String> environment, List<String> jvmArguments, List<String> arguments) {
    try {
      Path parent = Files.createDirectories(Path.of("target", "blackbox").toAbsolutePath());
      return new SotongProcess(
          Files.createTempDirectory(parent, "server-"), environment, jvmArguments, arguments);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Starts the process and returns when it is ready; throws with the end of its log if it is not.
   */
  public synchronized SotongProcess run() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx1g", "-XX:+ExitOnOutOfMemoryError"));
    command.addAll(jvmArguments);
    command.addAll(List.of("-jar", jar().toString()));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).directory(home.toFile());
    builder.environment().putAll(variables());
    builder.environment().putAll(environment);
    builder
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(logFile().toFile()));
    try {
      Process started = builder.start();
      started.getOutputStream().close();
      process = started;
      watcher = new ProcessBuilder("sh", "-c", "read ignored; kill -9 " + started.pid()).start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    awaitReady();
    return this;
  }

  /** Ends the process as a power cut would: nothing of it runs on, nothing is flushed. */
  public synchronized void kill9() {
    end(process, true);
  }

  /** Stops the clock for it (SIGSTOP); its connections stay open. */
  public void pause() {
    signal("STOP");
  }

  /** Lets it go on after {@link #pause()} (SIGCONT). */
  public void resume() {
    signal("CONT");
  }

  /** SIGTERM, and the exit code of the ordered stop. */
  public synchronized int stop() {
    return end(process, false);
  }

  /** Runs the process again on the same ports and data; kills it first if it still runs. */
  public synchronized SotongProcess restart() {
    kill9();
    return run();
  }

  /** Runs a command with the same settings, as an operator does beside the server. */
  public Ended command(String... words) {
    Map<String, String> settings = variables();
    settings.putAll(environment);
    return Ended.run(jar(), home, settings, words);
  }

  /** Where clients reach this server. */
  public Sotong sotong() {
    return new Sotong(api(), this);
  }

  public URI api() {
    return URI.create("http://127.0.0.1:" + ports.api());
  }

  public URI chat() {
    return URI.create("http://127.0.0.1:" + ports.chat());
  }

  public URI management() {
    return URI.create("http://127.0.0.1:" + ports.management());
  }

  /** The working directory of the process; its data is in {@code data} below. */
  public Path home() {
    return home;
  }

  public long pid() {
    Process running = process;
    if (running == null) {
      throw new IllegalStateException("the server was never started");
    }
    return running.pid();
  }

  /** All that the process printed, over all its starts. */
  public String log() {
    try {
      return Files.exists(logFile()) ? Files.readString(logFile()) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    stop();
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException alreadyShuttingDown) {
      return;
    }
    delete(home);
  }

  private Map<String, String> variables() {
    Map<String, String> variables = new LinkedHashMap<>();
    variables.put("SOTONG_API_PORT", Integer.toString(ports.api()));
    variables.put("SOTONG_CHAT_PORT", Integer.toString(ports.chat()));
    variables.put("SOTONG_MANAGEMENT_PORT", Integer.toString(ports.management()));
    variables.put("SOTONG_DATA", home.resolve("data").toString());
    return variables;
  }

  private void awaitReady() {
    Await.until("the server is ready", READY_WITHIN, () -> !isAlive() || isReady());
    if (!isAlive()) {
      throw new AssertionError(
          "the server ended with exit code " + exitCode() + ":\n" + endOfLog());
    }
  }

  private boolean isAlive() {
    Process running = process;
    return running != null && running.isAlive();
  }

  private int exitCode() {
    Process ended = process;
    return ended == null ? -1 : ended.exitValue();
  }

  private boolean isReady() {
    HttpRequest request =
        HttpRequest.newBuilder(management().resolve("/ready"))
            .timeout(Duration.ofSeconds(2))
            .build();
    try {
      return HTTP.send(request, BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException notYet) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while the server started", e);
    }
  }

  private void signal(String signal) {
    try {
      exits(new ProcessBuilder("kill", "-" + signal, Long.toString(pid())).start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private int end(@Nullable Process running, boolean atOnce) {
    if (running == null) {
      return -1;
    }
    if (atOnce) {
      running.destroyForcibly();
    } else {
      running.destroy();
    }
    boolean ended = exits(running);
    if (!ended) {
      running.destroyForcibly();
      exits(running);
    }
    Process pipe = watcher;
    if (pipe != null) {
      pipe.destroyForcibly();
    }
    if (!ended) {
      throw new AssertionError(
          "the server did not stop within " + STOPPED_WITHIN + ":\n" + endOfLog());
    }
    return running.exitValue();
  }

  private static boolean exits(Process running) {
    try {
      return running.waitFor(STOPPED_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private String endOfLog() {
    List<String> lines = log().lines().toList();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()));
  }

  private Path logFile() {
    return home.resolveSibling(home.getFileName() + ".log");
  }

  static Path jar() {
    Path jar = Path.of(System.getProperty("sotong.jar", "target/sotong.jar")).toAbsolutePath();
    if (!Files.isRegularFile(jar)) {
      throw new AssertionError("no jar to test: " + jar + " (build it with: mvn package)");
    }
    return jar;
  }

  private static Ports freePorts() {
    try (ServerSocket api = loopback();
        ServerSocket chat = loopback();
        ServerSocket management = loopback()) {
      return new Ports(api.getLocalPort(), chat.getLocalPort(), management.getLocalPort());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ServerSocket loopback() throws IOException {
    return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  }

  private static void delete(Path directory) {
    try (Stream<Path> below = Files.walk(directory)) {
      for (Path path : below.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
