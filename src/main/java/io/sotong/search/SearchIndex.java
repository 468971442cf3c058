package io.sotong.search;

import io.sotong.model.ChannelId;
import io.sotong.model.UserId;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The port to the index of what was said. It keeps no text, only terms and where they stand: the
 * text is in the channels' logs, from which an index can always be made anew.
 *
 * <ol>
 *   <li>What {@link #add} was answered for is found within a second.
 *   <li>A channel's messages are added in the order of their seq, from the one after {@link
 *       #progress}; what is added again changes nothing.
 *   <li>Whatever process or machine dies, progress never tells of more than what is found: an index
 *       may fall back, never leave out. Who feeds it compares and goes on.
 *   <li>An index that is torn, or was made by another version of {@link Analysis}, begins anew.
 *   <li>{@link #search} leaves out nothing that was added and fits; it may give what does not.
 *   <li>An engine that cannot be used fails with {@code unavailable}, and holds up nobody else.
 * </ol>
 *
 * <p>Any thread; futures complete on the caller's context.
 */
public interface SearchIndex {
  /** Adds messages. */
  Future<Void> add(List<Entry> entries);

  /** Up to which seq each channel's messages are in; 0 for none. */
  Future<Map<ChannelId, Long>> progress(Collection<ChannelId> channels);

  /** The places of messages that may fit, newest first. */
  Future<List<Place>> search(Wanted wanted);

  /** Forgets a channel: its progress is 0 then. */
  Future<Void> forget(ChannelId channel);

  /** Forgets what a user wrote. */
  Future<Void> forget(UserId sender);

  /** Forgets everything. */
  Future<Void> clear();

  /** Keeps what was added, and ends. */
  Future<Void> close();

  /**
   * A message, as an index gets it.
   *
   * @param mentions whom it mentions
   * @param terms {@link Analysis#terms} of its body
   */
  record Entry(Place place, UserId sender, List<UserId> mentions, Set<String> terms) {}

  /**
   * What to give.
   *
   * @param channels in which to look
   * @param terms of each set at least one must be there
   * @param fromMs sent then or later
   * @param toMs sent before
   * @param before places below it only
   * @param limit of places
   */
  record Wanted(
      Collection<ChannelId> channels,
      List<Set<String>> terms,
      Optional<UserId> sender,
      Optional<UserId> mentioned,
      long fromMs,
      long toMs,
      Optional<Place> before,
      int limit) {
    /** The same, from there on. */
    Wanted below(Place place) {
      return new Wanted(
          channels, terms, sender, mentioned, fromMs, toMs, Optional.of(place), limit);
    }
  }
}
