package io.sotong.channel;

import io.sotong.channel.Channels.Own;
import io.sotong.log.Log;
import io.sotong.log.MessageRow;
import io.sotong.log.Range;
import io.sotong.log.Register;
import io.sotong.model.Channel;
import io.sotong.model.ChannelId;
import io.sotong.model.ChatException;
import io.sotong.model.ErrorCode;
import io.sotong.model.Message;
import io.sotong.model.UserId;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A user's channels, latest activity first. Activity is not kept in SQL, where it would cost a
 * write with every message: heads and markers of all the user's channels are read in one call, and
 * sorted here. For a thousand channels that is about a millisecond; {@link Activity} remembers the
 * rest. Any thread; futures fail with {@code unavailable}.
 */
public final class ChannelList {
  /** A page ends early after about so many bytes of last messages. */
  static final int MAX_PAGE_BYTES = 2 * 1024 * 1024;

  private static final Comparator<Active> LATEST_FIRST =
      Comparator.comparingLong(Active::atMs).thenComparing(Active::channelId).reversed();

  private final Channels channels;
  private final Log log;
  private final Activity activity;

  public ChannelList(Channels channels, Log log) {
    this.channels = channels;
    this.log = log;
    this.activity = new Activity(log);
  }

  /**
   * A channel as one member finds it.
   *
   * @param lastMessage if anything was ever said
   */
  public record Item(Channel channel, Optional<Message> lastMessage, long head, long readSeq) {
    /** Messages beyond the member's marker. */
    public long unreadCount() {
      return Math.max(0, head - readSeq);
    }
  }

  /**
   * Some of a user's channels.
   *
   * @param next where to read on, if there are more
   */
  public record Page(List<Item> items, Optional<String> next) {}

  /** A channel with its place in the order. */
  private record Active(ChannelId channelId, long atMs, long head, long readSeq) {
    String cursor() {
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString((atMs + " " + channelId).getBytes(StandardCharsets.UTF_8));
    }

    static Active at(String cursor) {
      try {
        String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
        String[] parts = text.split(" ", 2);
        return new Active(new ChannelId(parts[1]), Long.parseLong(parts[0]), 0, 0);
      } catch (IllegalArgumentException | IndexOutOfBoundsException | ChatException e) {
        throw new ChatException(ErrorCode.BAD_REQUEST, "after is not a next of this list.");
      }
    }
  }

  /**
   * The channels that come after {@code after}, a {@code next} of before; {@code bad_request} if it
   * is none.
   */
  public Future<Page> page(UserId user, Optional<String> after, int limit) {
    Optional<Active> from;
    try {
      from = after.map(Active::at);
    } catch (ChatException e) {
      return Future.failedFuture(e);
    }
    return channels
        .of(user)
        .compose(own -> order(user, own))
        .compose(
            all -> {
              List<Active> rest =
                  all.stream()
                      .filter(one -> from.isEmpty() || LATEST_FIRST.compare(one, from.get()) > 0)
                      .toList();
              List<Active> page = rest.subList(0, Math.min(limit, rest.size()));
              return items(user, page, rest.size() > page.size());
            });
  }

  /** One of them; {@code not_found} if it is none of {@code user}'s. */
  public Future<Item> one(UserId user, ChannelAccess.View view) {
    Active active = new Active(view.channelId(), 0, view.head(), view.readSeq());
    return items(user, List.of(active), false)
        .map(
            page ->
                page.items().stream()
                    .findFirst()
                    .orElseThrow(
                        () -> new ChatException(ErrorCode.NOT_FOUND, "There is no such channel.")));
  }

  private Future<List<Active>> order(UserId user, List<Own> own) {
    if (own.isEmpty()) {
      return Future.succeededFuture(List.of());
    }
    List<Register> registers = new ArrayList<>(own.size() * 2);
    for (Own one : own) {
      registers.add(Register.channelHead(one.channelId()));
      registers.add(Register.readMarker(one.channelId(), user));
    }
    return log.get(registers)
        .compose(
            values -> {
              Map<ChannelId, Long> heads = new HashMap<>();
              for (int i = 0; i < own.size(); i++) {
                if (values[2 * i] > 0) {
                  heads.put(own.get(i).channelId(), values[2 * i]);
                }
              }
              Map<ChannelId, Long> times = new HashMap<>();
              return activity.into(times, heads).map(done -> sort(own, values, times));
            });
  }

  private static List<Active> sort(List<Own> own, long[] values, Map<ChannelId, Long> times) {
    List<Active> all = new ArrayList<>(own.size());
    for (int i = 0; i < own.size(); i++) {
      ChannelId id = own.get(i).channelId();
      long atMs = times.getOrDefault(id, own.get(i).createdAtMs());
      all.add(new Active(id, atMs, values[2 * i], values[2 * i + 1]));
    }
    all.sort(LATEST_FIRST);
    return all;
  }

  private Future<Page> items(UserId user, List<Active> page, boolean more) {
    if (page.isEmpty()) {
      return Future.succeededFuture(new Page(List.of(), Optional.empty()));
    }
    Future<Map<ChannelId, Message>> messages = lastMessages(page);
    return channels
        .get(page.stream().map(Active::channelId).toList())
        .compose(found -> messages.map(last -> page(user, page, more, byId(found), last)));
  }

  private static Map<ChannelId, Channel> byId(List<Channel> channels) {
    return channels.stream().collect(Collectors.toMap(Channel::channelId, Function.identity()));
  }

  /** Those of the first channels whose rows keep within the bound, but always of the first. */
  private Future<Map<ChannelId, Message>> lastMessages(List<Active> page) {
    List<Active> spoken = page.stream().filter(one -> one.head() > 0).toList();
    if (spoken.isEmpty()) {
      return Future.succeededFuture(Map.of());
    }
    List<Range> ranges =
        spoken.stream().map(one -> Activity.last(one.channelId(), one.head())).toList();
    return log.read(ranges)
        .map(
            rows -> {
              Map<ChannelId, Message> last = new HashMap<>();
              long bytes = 0;
              for (int i = 0; i < spoken.size(); i++) {
                Active one = spoken.get(i);
                bytes += rows.get(i).stream().mapToLong(row -> row.value().length()).sum();
                if (bytes > MAX_PAGE_BYTES && !last.isEmpty()) {
                  break;
                }
                rows.get(i)
                    .forEach(
                        row ->
                            last.put(
                                one.channelId(),
                                MessageRow.decode(row.value()).at(one.channelId(), row.seq())));
              }
              return last;
            });
  }

  private static Page page(
      UserId user,
      List<Active> page,
      boolean more,
      Map<ChannelId, Channel> channels,
      Map<ChannelId, Message> messages) {
    List<Item> items = new ArrayList<>(page.size());
    Active end = page.get(0);
    boolean cut = false;
    for (Active one : page) {
      Message message = messages.get(one.channelId());
      if (one.head() > 0 && message == null) {
        cut = true; // the rest would be too large; it makes the next page
        break;
      }
      Channel channel = channels.get(one.channelId());
      if (channel != null && channel.memberIds().contains(user)) {
        items.add(new Item(channel, Optional.ofNullable(message), one.head(), one.readSeq()));
      }
      end = one;
    }
    return new Page(items, more || cut ? Optional.of(end.cursor()) : Optional.empty());
  }
}
