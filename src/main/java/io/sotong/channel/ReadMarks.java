package io.sotong.channel;

import io.sotong.channel.ChannelAccess.View;
import io.sotong.log.Log;
import io.sotong.log.Register;
import io.sotong.model.UserId;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;

/** How far the members of a channel have read. Any thread. */
public final class ReadMarks {
  private final Log log;

  public ReadMarks(Log log) {
    this.log = log;
  }

  /** Each member's marker, 0 for none; fails with {@code unavailable}. */
  public Future<Map<UserId, Long>> of(View channel) {
    List<UserId> members = List.copyOf(channel.members().usernames().keySet());
    return log.get(members, user -> Register.readMarker(channel.channelId(), user));
  }
}
