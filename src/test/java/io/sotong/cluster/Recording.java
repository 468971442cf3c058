package io.sotong.cluster;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What one device did and saw, in the order in which it happened to it. Any thread. */
final class Recording {
  /** A message as the device wrote it; {@code base} is what it had of the channel by then. */
  record Written(String ref, String channel, long base) {}

  /** A message as the device was told that it is stored. */
  record Acknowledged(String ref, String channel, long seq, long atNanos) {}

  /** An entry as the device stored it; what is no message has an empty channel. */
  record Got(long place, String channel, long seq, String sender, String ref, long atNanos) {}

  private final String device;
  private final String user;
  private final List<Written> written = Collections.synchronizedList(new ArrayList<>());
  private final List<Acknowledged> acknowledged = Collections.synchronizedList(new ArrayList<>());
  private final List<Got> got = Collections.synchronizedList(new ArrayList<>());
  private final List<String> refusals = Collections.synchronizedList(new ArrayList<>());
  private final List<String> breaks = Collections.synchronizedList(new ArrayList<>());

  Recording(String device, String user) {
    this.device = device;
    this.user = user;
  }

  String device() {
    return device;
  }

  String user() {
    return user;
  }

  void wrote(Written message) {
    written.add(message);
  }

  void acknowledged(Acknowledged message) {
    acknowledged.add(message);
  }

  void got(Got entry) {
    got.add(entry);
  }

  /** The server said something that it should never say to a client that keeps the rules. */
  void refused(String what) {
    refusals.add(what);
  }

  /** The connection was lost, or none was had. */
  void broke(String why) {
    breaks.add(why);
  }

  List<Written> written() {
    return List.copyOf(written);
  }

  List<Acknowledged> acknowledged() {
    return List.copyOf(acknowledged);
  }

  List<Got> got() {
    return List.copyOf(got);
  }

  List<String> refusals() {
    return List.copyOf(refusals);
  }

  List<String> breaks() {
    return List.copyOf(breaks);
  }
}
