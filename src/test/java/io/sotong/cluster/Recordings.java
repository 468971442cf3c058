package io.sotong.cluster;

import io.sotong.cluster.Recording.Acknowledged;
import io.sotong.cluster.Recording.Got;
import io.sotong.cluster.Recording.Written;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The recordings of all devices beside what history says in the end: the promises of the contract
 * as questions to both. The laws are those of the simulation.
 *
 * @param devices all of the members of all of the channels, there from before the first message
 * @param history the rows of each channel, ascending
 * @param members the users of each channel
 */
record Recordings(
    List<Recording> devices, Map<String, List<Row>> history, Map<String, Set<String>> members) {

  /** A message as history has it. */
  record Row(long seq, String sender, String ref) {}

  private record Key(String sender, String ref) {}

  private record Place(String channel, long seq) {}

  /** Everything that is wrong, in words; empty if all promises were kept. */
  Set<String> violations() {
    Set<String> wrong = new TreeSet<>();
    Map<Key, Written> written = new HashMap<>();
    Map<Place, Row> rows = new HashMap<>();
    for (Recording device : devices) {
      device.written().forEach(one -> written.put(new Key(device.user(), one.ref()), one));
      device.refusals().forEach(what -> wrong.add("refused: " + device.device() + ' ' + what));
    }
    history.forEach(
        (channel, log) -> {
          log.forEach(row -> rows.put(new Place(channel, row.seq()), row));
          checkLog(channel, log, written, wrong);
        });
    for (Recording device : devices) {
      checkAcknowledged(device, rows, wrong);
      checkStream(device, rows, wrong);
    }
    return wrong;
  }

  /** From the moment a sender was answered to that at which another device had the message. */
  Duration longestDelay() {
    Map<Place, Acknowledged> acknowledged = new HashMap<>();
    Map<Place, String> from = new HashMap<>();
    for (Recording device : devices) {
      for (Acknowledged one : device.acknowledged()) {
        Place place = new Place(one.channel(), one.seq());
        acknowledged.putIfAbsent(place, one);
        from.put(place, device.device());
      }
    }
    long longest = 0;
    for (Recording device : devices) {
      for (Got entry : device.got()) {
        Place place = new Place(entry.channel(), entry.seq());
        Acknowledged sent = acknowledged.get(place);
        if (sent != null && !device.device().equals(from.get(place))) {
          longest = Math.max(longest, entry.atNanos() - sent.atNanos());
        }
      }
    }
    return Duration.ofNanos(longest);
  }

  /**
   * Whether of the messages that were acknowledged from {@code since} on and have reached everybody
   * the last {@code count} did so within {@code limit}, and none between them is still missing
   * somewhere.
   */
  boolean isLive(long since, int count, Duration limit) {
    Map<Place, Long> acknowledged = new HashMap<>();
    Map<Place, Long> reached = new HashMap<>();
    Map<Place, Integer> devicesReached = new HashMap<>();
    for (Recording device : devices) {
      for (Acknowledged one : device.acknowledged()) {
        if (one.atNanos() - since >= 0) {
          acknowledged.putIfAbsent(new Place(one.channel(), one.seq()), one.atNanos());
        }
      }
      for (Got entry : device.got()) {
        Place place = new Place(entry.channel(), entry.seq());
        reached.merge(place, entry.atNanos(), Math::max);
        devicesReached.merge(place, 1, Integer::sum);
      }
    }
    List<Place> sent =
        acknowledged.entrySet().stream()
            .sorted(Map.Entry.comparingByValue())
            .map(Map.Entry::getKey)
            .toList();
    int quick = 0;
    boolean newest = true;
    for (int i = sent.size() - 1; i >= 0 && quick < count; i--) {
      Place place = sent.get(i);
      Set<String> members = members().getOrDefault(place.channel(), Set.of());
      long expected = devices.stream().filter(one -> members.contains(one.user())).count();
      boolean whole = devicesReached.getOrDefault(place, 0) == expected;
      if (whole) {
        long took = reached.getOrDefault(place, 0L) - acknowledged.getOrDefault(place, 0L);
        if (took > limit.toNanos()) {
          return false;
        }
        newest = false;
        quick++;
      } else if (!newest) {
        return false;
      }
    }
    return quick == count;
  }

  private static void checkLog(
      String channel, List<Row> log, Map<Key, Written> written, Set<String> wrong) {
    Set<Key> keys = new HashSet<>();
    long next = 1;
    for (Row row : log) {
      String at = channel + '/' + row.seq();
      if (row.seq() != next++) {
        wrong.add("hole: before " + at + " in history");
      }
      Key key = new Key(row.sender(), row.ref());
      if (!keys.add(key)) {
        wrong.add("doubled: " + at + " stands earlier in history too");
      }
      Written origin = written.get(key);
      if (origin == null || !origin.channel().equals(channel)) {
        wrong.add("ghost: nobody wrote " + at);
      } else if (row.seq() <= origin.base()) {
        wrong.add("causality: " + at + " stands before what it answers, " + origin.base());
      }
    }
  }

  private static void checkAcknowledged(Recording device, Map<Place, Row> rows, Set<String> wrong) {
    for (Acknowledged one : device.acknowledged()) {
      Row row = rows.get(new Place(one.channel(), one.seq()));
      if (row == null || !row.sender().equals(device.user()) || !row.ref().equals(one.ref())) {
        wrong.add("lost: acknowledged, but not in history: " + one);
      }
    }
  }

  private void checkStream(Recording device, Map<Place, Row> rows, Set<String> wrong) {
    String who = " at " + device.device();
    Map<String, Long> last = new HashMap<>();
    Set<Place> seen = new HashSet<>();
    List<Got> entries = device.got();
    long place = entries.isEmpty() ? 0 : entries.get(0).place() - 1;
    for (Got entry : entries) {
      if (entry.place() != place + 1) {
        wrong.add("skipped: entry " + entry.place() + " followed " + place + who);
      }
      place = entry.place();
      if (entry.channel().isEmpty()) {
        continue;
      }
      Place at = new Place(entry.channel(), entry.seq());
      if (!new Row(entry.seq(), entry.sender(), entry.ref()).equals(rows.get(at))) {
        wrong.add("ghost: history does not have " + at + who);
      }
      if (!seen.add(at)) {
        wrong.add("doubled: " + at + who);
      } else if (last.merge(entry.channel(), entry.seq(), Math::max) > entry.seq()) {
        wrong.add("out of order: " + at + who);
      }
    }
    for (Place each : rows.keySet()) {
      boolean mine = members.getOrDefault(each.channel(), Set.of()).contains(device.user());
      if (mine && !seen.contains(each)) {
        wrong.add("lost: never got " + each + who);
      } else if (!mine && seen.contains(each)) {
        wrong.add("leaked: " + each + who);
      }
    }
  }
}
