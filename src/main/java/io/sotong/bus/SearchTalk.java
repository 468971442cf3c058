package io.sotong.bus;

import io.sotong.model.ChannelId;
import io.sotong.wire.Codec;
import java.util.List;

/** What is said to search. */
public final class SearchTalk {
  static final Codec<Stored> STORED =
      new Codec<>(
          1,
          (out, stored) -> out.list(stored.channels(), (o, channel) -> o.text(channel.value())),
          in -> new Stored(in.list(i -> new ChannelId(i.text()))));

  private SearchTalk() {}

  /** In these channels something was said. */
  public record Stored(List<ChannelId> channels) {}
}
