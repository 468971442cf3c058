package io.sotong.bench;

import io.sotong.bench.Crowd.Account;
import io.sotong.blackbox.Api;
import io.sotong.blackbox.SotongProcess;
import io.sotong.cluster.TestCluster;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Starts the jar and measures it: {@code send [pairs] [messages of each] [in flight of each]},
 * {@code group [members] [messages]} or {@code idle [connections]}; with {@code distributed} before
 * that, over real servers with three nodes of Cassandra. Rates are told per second of wall time and
 * per second of the server's CPU, which a busy machine changes less.
 */
public final class LoadTool {
  private static final Map<String, String> NO_LIMITS =
      Map.of(
          "SOTONG_LIMITS_SENDS_PER_SECOND", "1000000",
          "SOTONG_LIMITS_SENDS_BURST", "1000000",
          "SOTONG_LIMITS_REQUESTS_PER_SECOND", "1000000",
          "SOTONG_LIMITS_REQUESTS_BURST", "1000000",
          "SOTONG_ACCOUNTS_ARGON2_MEMORY_KIB", "64",
          "SOTONG_ACCOUNTS_ACCESS_TOKEN_MINUTES", "600");
  private static final int TICKS_PER_SECOND = 100;

  /** Connections before the first look at the heap: classes are loaded, pools are made. */
  private static final int WARM_UP = 500;

  private final Vertx vertx = Vertx.vertx();
  private final WebSocketClient http =
      vertx.createWebSocketClient(
          new WebSocketClientOptions()
              .setMaxConnections(20_000)
              .setMaxFrameSize(Client.largestFrame())
              .setMaxMessageSize(Client.largestFrame()));
  private final SotongProcess server;
  private final Crowd crowd;
  private final List<Client> here = new CopyOnWriteArrayList<>();

  private LoadTool(SotongProcess server) {
    this.server = server;
    this.crowd = new Crowd(vertx, server.api());
    vertx.setPeriodic(5_000, beat -> here.forEach(Client::beat));
  }

  private List<Client> arrive(List<Account> accounts) throws Exception {
    List<Client> arrived = new ArrayList<>();
    for (Account account : accounts) {
      arrived.add(done(Client.connect(http, server.chat(), account.token())));
    }
    here.addAll(arrived);
    return arrived;
  }

  /** Measures what the arguments say; prints one line. */
  public static void main(String... words) throws Exception {
    List<String> rest = new ArrayList<>(Arrays.asList(words));
    if (!rest.isEmpty() && rest.get(0).equals("distributed")) {
      Path directory = Files.createTempDirectory("sotong-load");
      try (TestCluster cluster = TestCluster.start(directory, List.of("all"), NO_LIMITS)) {
        measure(cluster.node(0), rest.subList(1, rest.size()));
      }
    } else {
      try (SotongProcess server = SotongProcess.start(NO_LIMITS, List.of("-Xmx1g"))) {
        measure(server, rest);
      }
    }
  }

  private static void measure(SotongProcess server, List<String> words) throws Exception {
    String what = words.isEmpty() ? "send" : words.get(0);
    int[] numbers = words.stream().skip(1).mapToInt(Integer::parseInt).toArray();
    LoadTool tool = new LoadTool(server);
    try {
      switch (what) {
        case "send" -> tool.send(at(numbers, 0, 100), at(numbers, 1, 2_000), at(numbers, 2, 10));
        case "group" -> tool.group(at(numbers, 0, 100), at(numbers, 1, 2_000));
        case "idle" -> tool.idle(at(numbers, 0, 5_000));
        default -> throw new IllegalArgumentException("send, group or idle; not " + what);
      }
    } finally {
      tool.vertx.close().await(10, TimeUnit.SECONDS);
    }
  }

  private static int at(int[] numbers, int index, int otherwise) {
    return index < numbers.length ? numbers[index] : otherwise;
  }

  private void send(int pairs, int messages, int inFlight) throws Exception {
    List<Account> accounts = done(crowd.accounts(2 * pairs));
    List<Client> clients = arrive(accounts);
    List<Sender> senders = new ArrayList<>();
    for (int i = 0; i < 2 * pairs; i += 2) {
      JsonObject wish =
          new JsonObject().put("kind", "direct").put("userId", accounts.get(i + 1).userId());
      String channel = done(crowd.channel(accounts.get(i), wish));
      senders.add(new Sender(clients.get(i), List.of(clients.get(i + 1)), channel));
    }
    measure(
        "1:1, " + pairs + " pairs, " + inFlight + " in flight each",
        senders,
        messages / 4,
        inFlight);
    measure(
        "1:1, " + pairs + " pairs, " + inFlight + " in flight each", senders, messages, inFlight);
  }

  private void group(int members, int messages) throws Exception {
    List<Account> accounts = done(crowd.accounts(members));
    List<Client> clients = arrive(accounts);
    JsonArray others = new JsonArray(accounts.stream().skip(1).map(Account::userId).toList());
    JsonObject wish =
        new JsonObject().put("kind", "group").put("name", "g").put("memberIds", others);
    String channel = done(crowd.channel(accounts.get(0), wish));
    Sender sender = new Sender(clients.get(0), clients.subList(1, members), channel);
    measure("group of " + members, List.of(sender), messages / 4, 20);
    measure("group of " + members, List.of(sender), messages, 20);
  }

  private void idle(int connections) throws Exception {
    arrive(done(crowd.accounts(WARM_UP)));
    List<Account> accounts = done(crowd.accounts(connections));
    long before = heapAfterGc();
    arrive(accounts);
    long after = heapAfterGc();
    System.out.printf(
        Locale.ROOT,
        "idle: %,d connections, %,d bytes of heap each%n",
        connections,
        (after - before) / connections);
  }

  /** One who sends, and those who hear. */
  private static final class Sender {
    private final Client from;
    private final List<Client> to;
    private final String channel;
    private final Map<String, Long> started = new HashMap<>();

    Sender(Client from, List<Client> to, String channel) {
      this.from = from;
      this.to = to;
      this.channel = channel;
    }
  }

  private void measure(String name, List<Sender> senders, int messages, int inFlight)
      throws Exception {
    List<Long> acks = new ArrayList<>();
    List<Long> ends = new ArrayList<>();
    List<Future<Void>> all = new ArrayList<>();
    double cpu = cpuSeconds();
    long start = System.nanoTime();
    for (Sender sender : senders) {
      all.add(run(sender, messages, inFlight, acks, ends));
    }
    done(Future.all(all));
    double seconds = (System.nanoTime() - start) / 1e9;
    double used = cpuSeconds() - cpu;
    int total = messages * senders.size();
    System.out.printf(
        Locale.ROOT,
        "%s: %,.0f acknowledged/s (%,.0f per CPU second), %,.0f deliveries/s (%,.0f per CPU second);"
            + " acknowledgement p50 %.1f ms, p99 %.1f ms; end to end p99 %.1f ms%n",
        name,
        total / seconds,
        total / used,
        ends.size() / seconds,
        ends.size() / used,
        percentile(acks, .5),
        percentile(acks, .99),
        percentile(ends, .99));
  }

  private Future<Void> run(
      Sender sender, int messages, int inFlight, List<Long> acks, List<Long> ends) {
    Promise<Void> finished = Promise.promise();
    long[] left = {(long) messages * sender.to.size(), messages};
    for (Client to : sender.to) {
      to.onEntry(
          entry -> {
            JsonObject message = entry.getJsonObject("message", new JsonObject());
            synchronized (ends) {
              Long began = sender.started.get(message.getString("ref", ""));
              if (began != null) {
                ends.add(System.nanoTime() - began);
                if (--left[0] == 0) {
                  finished.complete();
                }
              }
            }
          });
    }
    String batch = Long.toString(System.nanoTime(), 36);
    for (int i = 0; i < inFlight; i++) {
      next(sender, batch, left, acks, ends);
    }
    return finished.future();
  }

  private void next(Sender sender, String batch, long[] left, List<Long> acks, List<Long> ends) {
    long number;
    String ref;
    long began = System.nanoTime();
    synchronized (ends) {
      number = left[1]--;
      ref = batch + number;
      if (number <= 0) {
        return;
      }
      sender.started.put(ref, began);
    }
    JsonObject send =
        new JsonObject()
            .put("channelId", sender.channel)
            .put("ref", ref)
            .put("body", "x".repeat(100));
    sender
        .from
        .ask("send", send)
        .onSuccess(
            sent -> {
              synchronized (ends) {
                acks.add(System.nanoTime() - began);
              }
              next(sender, batch, left, acks, ends);
            })
        .onFailure(cause -> System.err.println(cause.getMessage()));
  }

  private static double percentile(List<Long> nanos, double part) {
    long[] sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
    return sorted.length == 0 ? 0 : sorted[(int) (sorted.length * part)] / 1e6;
  }

  private double cpuSeconds() throws IOException {
    String stat = Files.readString(Path.of("/proc/" + server.pid() + "/stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / (double) TICKS_PER_SECOND;
  }

  private long heapAfterGc() throws Exception {
    for (int i = 0; i < 3; i++) {
      new ProcessBuilder("jcmd", Long.toString(server.pid()), "GC.run").start().waitFor();
    }
    String metrics =
        new Api(server.management(), "").get(server.management().resolve("/metrics")).text();
    Matcher heap =
        Pattern.compile("jvm_memory_used_bytes\\{area=\"heap\"[^}]*} ([0-9.E]+)").matcher(metrics);
    double bytes = 0;
    while (heap.find()) {
      bytes += Double.parseDouble(heap.group(1));
    }
    return (long) bytes;
  }

  private static <T> T done(Future<T> future) throws Exception {
    return future.await(120, TimeUnit.SECONDS);
  }
}
