package io.sotong.search;

import io.sotong.model.ChannelId;
import io.sotong.model.ChatException;
import io.sotong.model.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Comparator;

/**
 * Where a message stands among all: by time, and those of one time by channel and seq. What is
 * found is told newest first, the greatest place before the others.
 *
 * @param sentAtMs milliseconds since 1970 UTC
 */
public record Place(long sentAtMs, ChannelId channel, long seq) implements Comparable<Place> {
  private static final Comparator<Place> ORDER =
      Comparator.comparingLong(Place::sentAtMs)
          .thenComparing(Place::channel)
          .thenComparingLong(Place::seq);

  @Override
  public int compareTo(Place other) {
    return ORDER.compare(this, other);
  }

  /** As clients hold it. */
  String next() {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString((sentAtMs + " " + seq + ' ' + channel).getBytes(StandardCharsets.UTF_8));
  }

  /** Reads what {@link #next} wrote; {@code bad_request} if it is something else. */
  static Place read(String next) {
    try {
      String[] parts =
          new String(Base64.getUrlDecoder().decode(next), StandardCharsets.UTF_8).split(" ", 3);
      return new Place(Long.parseLong(parts[0]), new ChannelId(parts[2]), Long.parseLong(parts[1]));
    } catch (IllegalArgumentException | IndexOutOfBoundsException | ChatException e) {
      throw new ChatException(ErrorCode.BAD_REQUEST, "before is not a next of this search.");
    }
  }
}
