package io.sotong.bridge;

import io.sotong.bus.AccountTalk.Identity;
import io.sotong.bus.Addresses;
import io.sotong.bus.Bus;
import io.sotong.bus.PresenceTalk.Beat;
import io.sotong.model.DeviceId;
import io.sotong.model.NodeId;
import io.sotong.model.UserId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Heartbeats on their way to presence, many in one envelope. On one event loop only. */
final class Beats {
  private final Bus bus;
  private final NodeId node;
  private final Map<Device, Long> waiting = new HashMap<>();

  private record Device(UserId user, DeviceId device) {}

  Beats(Bus bus, NodeId node) {
    this.bus = bus;
    this.node = node;
  }

  void add(Identity who, long nowMs) {
    waiting.put(new Device(who.user(), who.device()), nowMs);
  }

  /** A lost envelope costs one beat; six in a row must be lost to make anybody seem gone. */
  void flush() {
    if (waiting.isEmpty()) {
      return;
    }
    List<Beat> beats =
        waiting.entrySet().stream()
            .map(each -> new Beat(each.getKey().user(), each.getKey().device(), each.getValue()))
            .toList();
    waiting.clear();
    bus.request(Addresses.BEATS, new io.sotong.bus.PresenceTalk.Beats(node, beats));
  }
}
