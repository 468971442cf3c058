package io.sotong.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/**
 * A device as the contract wants it: it stores each entry, moves its cursor with it, and shows the
 * cursor whenever it connects.
 */
final class Inbox {
  private final Device device;
  private final LinkKind kind;
  private final List<JsonObject> stored = new ArrayList<>();
  private final String epoch;
  private final long start;
  private Link link;

  private Inbox(Device device, LinkKind kind, String epoch, long start) {
    this.device = device;
    this.kind = kind;
    this.epoch = epoch;
    this.start = start;
    this.link = connected();
  }

  /** A device that has everything up to now, and is connected. */
  static Inbox upToDate(Device device, LinkKind kind) {
    JsonObject mailbox = device.api().get("/mailbox?limit=1").is(200).json();
    return new Inbox(device, kind, mailbox.getString("epoch"), mailbox.getLong("head"));
  }

  Link link() {
    return link;
  }

  /** Connects again from where it is, after whatever ended the connection. */
  void reconnect() {
    link.cut();
    stored.addAll(link.pushes().entries());
    link = connected();
  }

  /**
   * Fails unless all the entries over all connections are the mailbox, without a hole and without a
   * double.
   */
  List<JsonObject> wholeStream() {
    List<JsonObject> all = new ArrayList<>(stored);
    all.addAll(link.pushes().entries());
    List<Long> seqs = all.stream().map(entry -> entry.getLong("seq")).toList();
    assertThat(seqs)
        .as("entries of %s", kind)
        .isEqualTo(LongStream.rangeClosed(start + 1, start + seqs.size()).boxed().toList());
    return all;
  }

  private Link connected() {
    long cursor = stored.isEmpty() ? start : stored.get(stored.size() - 1).getLong("seq");
    Link fresh = device.open(kind);
    JsonObject hello = fresh.hello(device.token(), epoch, cursor);
    assertThat(hello.containsKey("reset")).as("hello answered %s", hello).isFalse();
    return fresh;
  }
}
