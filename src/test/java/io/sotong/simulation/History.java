package io.sotong.simulation;

import io.sotong.log.LogId;
import io.sotong.log.MessageRow;
import io.sotong.log.Register;
import io.sotong.mailbox.Entry;
import io.sotong.model.ChannelId;
import io.sotong.model.DeviceId;
import io.sotong.model.UserId;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What everyone saw, and what is wrong with it. */
final class History {
  /** A message as its sender wrote it. */
  record Written(UserId sender, String ref, ChannelId channel, long base, boolean afterRemoval) {}

  /** A message as its sender was told that it is stored. */
  record Acknowledged(UserId sender, String ref, ChannelId channel, long seq) {}

  /** An entry as a device stored it; what is no message is of {@link #NO_MESSAGE}. */
  record Got(long place, ChannelId channel, long seq) {
    static final ChannelId NO_MESSAGE = new ChannelId("no-message");
  }

  private final Map<String, Written> written = new HashMap<>();
  private final List<Acknowledged> acknowledged = new ArrayList<>();
  private final Map<DeviceId, List<Got>> got = new LinkedHashMap<>();

  void wrote(Written message) {
    written.put(key(message.sender(), message.ref()), message);
  }

  void acknowledged(Acknowledged message) {
    acknowledged.add(message);
  }

  List<Got> of(DeviceId device) {
    return got.computeIfAbsent(device, one -> new ArrayList<>());
  }

  int messages() {
    return acknowledged.size();
  }

  int deliveries() {
    return got.values().stream().mapToInt(List::size).sum();
  }

  /** Everything that is wrong, by name; empty if all promises were kept. */
  Set<String> violations(
      SimulatedLog store, List<ChannelId> channels, Map<DeviceId, UserId> devices, UserId removed) {
    Set<String> wrong = new HashSet<>();
    Map<ChannelId, Map<Long, Buffer>> rows = new HashMap<>();
    for (ChannelId channel : channels) {
      // What stands beyond the head was never acknowledged, and nobody is told of it yet.
      long head = store.value(Register.channelHead(channel));
      Map<Long, Buffer> log = store.log(LogId.channel(channel)).headMap(head, true);
      rows.put(channel, log);
      checkLog(log, wrong);
    }
    for (Acknowledged one : acknowledged) {
      Buffer row = rows.getOrDefault(one.channel(), Map.of()).get(one.seq());
      if (row == null || !MessageRow.decode(row).is(one.sender(), one.ref())) {
        wrong.add("lost: an acknowledged message is not in history");
      }
    }
    devices.forEach((device, user) -> checkDevice(of(device), user, removed, rows, wrong));
    checkRemoved(store, removed, rows, wrong);
    return wrong;
  }

  private void checkLog(Map<Long, Buffer> log, Set<String> wrong) {
    Set<String> keys = new HashSet<>();
    long next = 1;
    for (Map.Entry<Long, Buffer> cell : log.entrySet()) {
      if (cell.getKey() != next++) {
        wrong.add("hole: a channel's log is not dense");
      }
      MessageRow row = MessageRow.decode(cell.getValue());
      String key = key(row.senderId(), row.ref());
      if (!keys.add(key)) {
        wrong.add("doubled: a message stands twice in history");
      }
      Written origin = written.get(key);
      if (origin != null && cell.getKey() <= origin.base()) {
        wrong.add("causality: an answer stands before what it answers");
      }
    }
  }

  private static void checkDevice(
      List<Got> entries,
      UserId user,
      UserId removed,
      Map<ChannelId, Map<Long, Buffer>> rows,
      Set<String> wrong) {
    Map<ChannelId, Long> last = new HashMap<>();
    Map<ChannelId, Set<Long>> seen = new HashMap<>();
    long place = entries.isEmpty() ? 0 : entries.get(0).place() < 100 ? 0 : 100;
    for (Got entry : entries) {
      if (entry.place() != place + 1) {
        wrong.add("skipped: a device's stream is not contiguous");
      }
      place = entry.place();
      if (entry.channel().equals(Got.NO_MESSAGE)) {
        continue;
      }
      if (!seen.computeIfAbsent(entry.channel(), c -> new HashSet<>()).add(entry.seq())) {
        wrong.add("doubled: a device got a message twice");
      }
      if (last.merge(entry.channel(), entry.seq(), Math::max) > entry.seq()) {
        wrong.add("out of order: a device got a message after a later one");
      }
    }
    if (!user.equals(removed)) {
      rows.forEach(
          (channel, log) -> {
            if (!seen.getOrDefault(channel, Set.of()).containsAll(log.keySet())) {
              wrong.add("lost: a message did not reach a device");
            }
          });
    }
  }

  private void checkRemoved(
      SimulatedLog store,
      UserId removed,
      Map<ChannelId, Map<Long, Buffer>> rows,
      Set<String> wrong) {
    for (Buffer cell : store.log(LogId.mailbox(removed)).values()) {
      if (Entry.decode(cell) instanceof Entry.OfMessage copy) {
        Buffer row = rows.getOrDefault(copy.channel(), Map.of()).get(copy.seq());
        if (row == null) {
          wrong.add("ghost: a copy of a message that is not in history");
        } else {
          MessageRow message = MessageRow.decode(row);
          Written origin = written.get(key(message.senderId(), message.ref()));
          if (origin != null && origin.afterRemoval()) {
            wrong.add("leaked: a message sent after a removal reached the removed");
          }
        }
      }
    }
  }

  private static String key(UserId sender, String ref) {
    return sender.value() + '/' + ref;
  }
}
