package io.sotong.bus;

import io.sotong.model.DeviceId;
import io.sotong.model.NodeId;
import io.sotong.model.UserId;
import io.sotong.wire.Codec;
import java.util.List;
import java.util.Optional;

/** What is said to presence. Times are milliseconds since 1970 UTC by the teller's clock. */
public final class PresenceTalk {
  static final Codec<Arrive> ARRIVE =
      new Codec<>(
          1,
          (out, m) ->
              out.text(m.user().value())
                  .text(m.device().value())
                  .text(m.node().value())
                  .number(m.atMs()),
          in ->
              new Arrive(
                  new UserId(in.text()),
                  new DeviceId(in.text()),
                  new NodeId(in.text()),
                  in.number()));
  static final Codec<Beats> BEATS =
      new Codec<>(
          1,
          (out, m) ->
              out.text(m.node().value())
                  .list(
                      m.beats(),
                      (o, beat) ->
                          o.text(beat.user().value())
                              .text(beat.device().value())
                              .number(beat.atMs())),
          in ->
              new Beats(
                  new NodeId(in.text()),
                  in.list(
                      i -> new Beat(new UserId(i.text()), new DeviceId(i.text()), i.number()))));
  static final Codec<Leave> LEAVE =
      new Codec<>(
          1,
          (out, m) ->
              out.text(m.user().value())
                  .text(m.device().value())
                  .text(m.node().map(NodeId::value).orElse(""))
                  .flag(m.goodbye())
                  .number(m.atMs()),
          in ->
              new Leave(
                  new UserId(in.text()),
                  new DeviceId(in.text()),
                  Optional.of(in.text()).filter(node -> !node.isEmpty()).map(NodeId::new),
                  in.flag(),
                  in.number()));

  private PresenceTalk() {}

  /** A device is here, on {@code node}; whatever other node held it no longer does. */
  public record Arrive(UserId user, DeviceId device, NodeId node, long atMs) {}

  /** A heartbeat. */
  public record Beat(UserId user, DeviceId device, long atMs) {}

  /** The heartbeats of one node's sessions, at most one per device. */
  public record Beats(NodeId node, List<Beat> beats) {}

  /**
   * A device's session is over.
   *
   * @param node where; ignored if the device has since arrived on another. Empty: wherever it is,
   *     for a log-out
   * @param goodbye it closed with 1000, was logged out, or sent no heartbeat for the whole time: it
   *     is gone at once; otherwise it was cut off and may return within 30 s of its last beat
   */
  public record Leave(
      UserId user, DeviceId device, Optional<NodeId> node, boolean goodbye, long atMs) {}
}
