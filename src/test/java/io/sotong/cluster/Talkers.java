package io.sotong.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.sotong.blackbox.Api;
import io.sotong.blackbox.Await;
import io.sotong.blackbox.Device;
import io.sotong.blackbox.Person;
import io.sotong.cluster.Recordings.Row;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * People with two devices each, on different nodes, who talk: all of them in one group, and each
 * with the next in a direct channel.
 */
final class Talkers implements AutoCloseable {
  private static final Duration WELCOMED_WITHIN = Duration.ofSeconds(60);
  private static final Duration SETTLED_WITHIN = Duration.ofMinutes(2);

  /** A device beats every 5 s; what a hint brings is there long before that. */
  private static final Duration TOLD_WITHIN = Duration.ofMillis(2_500);

  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "devices of the test");
            thread.setDaemon(true);
            return thread;
          });
  private final Random dice = new Random(20_26);
  private final List<RecordingDevice> devices = new ArrayList<>();
  private final Map<String, Device> readers = new LinkedHashMap<>();
  private final Map<String, Set<String>> members = new LinkedHashMap<>();
  private final List<String> group;

  /**
   * Signs up at the first node, and waits until all devices are welcomed.
   *
   * @param apiNodes which nodes of the cluster have an API
   */
  Talkers(TestCluster cluster, int people, List<Integer> apiNodes) {
    List<URI> apis = apiNodes.stream().map(i -> cluster.node(i).api()).toList();
    List<Person> all = new ArrayList<>();
    for (int i = 0; i < people; i++) {
      all.add(cluster.sotong(apiNodes.get(0)).signUp("talker" + i));
    }
    List<Device> first = all.stream().map(Person::logIn).toList();
    Device host = first.get(0);
    String everyone = host.groupWith(first.subList(1, people).toArray(Device[]::new));
    add(everyone, first);
    group = List.of(everyone);
    for (int i = 0; i < people; i++) {
      Device other = first.get((i + 1) % people);
      add(first.get(i).directWith(other), List.of(first.get(i), other));
    }
    for (Device device : first) {
      String node = begin(device, apis, "");
      String another = begin(device.person().logIn(), apis, node);
      assertThat(another).as("the node of the second device").isNotEqualTo(node);
    }
  }

  private void add(String channel, List<Device> of) {
    readers.put(channel, of.get(0));
    members.put(channel, of.stream().map(Device::userId).collect(Collectors.toSet()));
  }

  private String begin(Device device, List<URI> apis, String avoid) {
    RecordingDevice begun =
        new RecordingDevice(
            new Recording(device.deviceId(), device.userId()),
            device.token(),
            apis,
            avoid,
            clock,
            dice);
    devices.add(begun);
    return Await.value("a device is welcomed", WELCOMED_WITHIN, begun.start());
  }

  /** Talks at that pace until the answer is cancelled: one in two to all, the rest to one. */
  ScheduledFuture<?> talk(int messagesPerSecond) {
    return clock.scheduleAtFixedRate(
        this::say, 0, 1_000_000 / messagesPerSecond, TimeUnit.MICROSECONDS);
  }

  private void say() {
    RecordingDevice device = devices.get(dice.nextInt(devices.size()));
    String user = device.recording().user();
    List<String> direct =
        members.keySet().stream()
            .filter(channel -> isIn(user, channel) && !group.contains(channel))
            .toList();
    List<String> choice = dice.nextBoolean() ? group : direct;
    device.write(choice.get(dice.nextInt(choice.size())));
  }

  /**
   * Returns when so many more messages are acknowledged, of those that were written from now on.
   */
  void awaitAcknowledged(int more, Duration limit) {
    List<Integer> before =
        devices.stream().map(device -> device.recording().written().size()).toList();
    Await.until(
        more + " more messages are acknowledged",
        limit,
        () -> {
          int fresh = 0;
          for (int i = 0; i < devices.size(); i++) {
            fresh += acknowledgedAfter(devices.get(i).recording(), before.get(i));
          }
          return fresh >= more;
        });
  }

  /**
   * Returns when messages reach every device at once again: each of the last so many sooner than a
   * heartbeat would have told of it.
   */
  void awaitLive(int messages, Duration limit) {
    long since = System.nanoTime();
    Await.until(
        "messages are told as they come, not by heartbeats",
        limit,
        () -> new Recordings(recordings(), Map.of(), members).isLive(since, messages, TOLD_WITHIN));
  }

  private static int acknowledgedAfter(Recording recording, int written) {
    Set<String> late =
        recording.written().stream()
            .skip(written)
            .map(Recording.Written::ref)
            .collect(Collectors.toSet());
    return (int) recording.acknowledged().stream().filter(one -> late.contains(one.ref())).count();
  }

  private boolean isIn(String user, String channel) {
    return members.getOrDefault(channel, Set.of()).contains(user);
  }

  int acknowledged() {
    return recordings().stream().mapToInt(one -> one.acknowledged().size()).sum();
  }

  List<Recording> recordings() {
    return devices.stream().map(RecordingDevice::recording).toList();
  }

  /** Waits until everything is answered and has arrived, and gives what is to be judged. */
  Recordings settle(String where) {
    Await.until(
        "all that was written is answered",
        SETTLED_WITHIN,
        () -> devices.stream().allMatch(RecordingDevice::settled));
    Map<String, List<Row>> history = new LinkedHashMap<>();
    readers.forEach((channel, reader) -> history.put(channel, history(reader.api(), channel)));
    Recordings all = new Recordings(recordings(), history, members);
    try {
      Await.until(
          "everybody has everything",
          SETTLED_WITHIN,
          () -> recordings().stream().allMatch(one -> messages(one) >= expected(one, history)));
    } catch (AssertionError late) {
      throw new AssertionError(where + ": " + all.violations(), late);
    }
    return all;
  }

  private static long messages(Recording recording) {
    return recording.got().stream()
        .filter(entry -> !entry.channel().isEmpty())
        .map(entry -> entry.channel() + '/' + entry.seq())
        .distinct()
        .count();
  }

  private long expected(Recording recording, Map<String, List<Row>> history) {
    return history.entrySet().stream()
        .filter(log -> isIn(recording.user(), log.getKey()))
        .mapToLong(log -> log.getValue().size())
        .sum();
  }

  private static List<Row> history(Api api, String channel) {
    List<Row> rows = new ArrayList<>();
    boolean more = true;
    while (more) {
      long after = rows.isEmpty() ? 0 : rows.get(rows.size() - 1).seq();
      JsonObject page =
          api.get("/channels/" + channel + "/messages?limit=100&after=" + after).is(200).json();
      for (Object each : page.getJsonArray("messages")) {
        JsonObject message = (JsonObject) each;
        rows.add(
            new Row(
                message.getLong("seq"), message.getString("senderId"), message.getString("ref")));
      }
      more = page.getBoolean("hasAfter");
    }
    return rows;
  }

  /** The figures of a run, for people. */
  String figures(Recordings all) {
    long breaks = recordings().stream().mapToLong(one -> one.breaks().size()).sum();
    long messages = all.history().values().stream().mapToLong(List::size).sum();
    long entries = recordings().stream().mapToLong(Talkers::messages).sum();
    return String.format(
        Locale.ROOT,
        "%d messages, %d acknowledged, %d deliveries, %d lost connections or tries,"
            + " longest delay from acknowledgement to device %.1f s",
        messages,
        acknowledged(),
        entries,
        breaks,
        all.longestDelay().toMillis() / 1e3);
  }

  /** Why connections were lost, for people. */
  Set<String> breaks() {
    Set<String> why = new TreeSet<>();
    recordings().forEach(one -> why.addAll(one.breaks()));
    return why;
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
