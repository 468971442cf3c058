package io.sotong.bus;

import io.sotong.model.ChannelId;
import io.sotong.model.DeviceId;
import io.sotong.model.NodeId;
import io.sotong.model.UserId;
import io.sotong.wire.Codec;
import java.util.OptionalLong;

/** What is said to routers. */
public final class RouteTalk {
  static final Codec<NodeId> ROUTER_HERE =
      new Codec<>(1, (out, node) -> out.text(node.value()), in -> new NodeId(in.text()));

  static final Codec<Send> SEND =
      new Codec<>(
          1,
          (out, m) ->
              out.text(m.sender().value())
                  .text(m.device().value())
                  .text(m.channel().value())
                  .text(m.body())
                  .text(m.ref())
                  .number(m.base().orElse(-1)),
          in -> {
            UserId sender = new UserId(in.text());
            DeviceId device = new DeviceId(in.text());
            ChannelId channel = new ChannelId(in.text());
            String body = in.text();
            String ref = in.text();
            long base = in.number();
            return new Send(
                sender,
                device,
                channel,
                body,
                ref,
                base < 0 ? OptionalLong.empty() : OptionalLong.of(base));
          });
  static final Codec<Sent> SENT =
      new Codec<>(
          1,
          (out, m) ->
              out.text(m.channel().value()).number(m.seq()).number(m.sentAtMs()).flag(m.isNew()),
          in -> new Sent(new ChannelId(in.text()), in.number(), in.number(), in.flag()));
  static final Codec<MarkRead> MARK_READ =
      new Codec<>(
          1,
          (out, m) -> out.text(m.user().value()).text(m.channel().value()).number(m.seq()),
          in -> new MarkRead(new UserId(in.text()), new ChannelId(in.text()), in.number()));
  static final Codec<Typing> TYPING =
      new Codec<>(
          1,
          (out, m) -> out.text(m.user().value()).text(m.channel().value()),
          in -> new Typing(new UserId(in.text()), new ChannelId(in.text())));

  private RouteTalk() {}

  /**
   * A message to be stored.
   *
   * @param sender from the session, never from the client's words
   * @param body 1 to 100,000 code points without unpaired surrogates; checked by whoever asks
   * @param ref 1 to 64 characters
   * @param base the highest seq of the channel that the device had when it was written
   */
  public record Send(
      UserId sender,
      DeviceId device,
      ChannelId channel,
      String body,
      String ref,
      OptionalLong base) {}

  /**
   * A message is durably stored.
   *
   * @param sentAtMs milliseconds since 1970 UTC
   * @param isNew false if its ref had been stored before
   */
  public record Sent(ChannelId channel, long seq, long sentAtMs, boolean isNew) {}

  /** {@code user} has read {@code channel} up to {@code seq}. */
  public record MarkRead(UserId user, ChannelId channel, long seq) {}

  /** {@code user} is writing in {@code channel}. */
  public record Typing(UserId user, ChannelId channel) {}
}
