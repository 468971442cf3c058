package io.sotong.routing;

import io.sotong.bus.RouteTalk.MarkRead;
import io.sotong.log.Log;
import io.sotong.log.Raise;
import io.sotong.log.Register;
import io.sotong.mailbox.Entry;
import io.sotong.model.Channel;
import io.sotong.model.ChatException;
import io.sotong.model.ErrorCode;
import io.sotong.model.UserId;
import io.sotong.protocol.Pushes;
import io.sotong.wire.Done;
import io.sotong.wire.JsonBytes;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Moves read markers forward and tells those concerned. Not thread-safe. */
final class ReadMarkers {
  private final Log log;
  private final Lanes lanes;
  private final Committer committer;
  private final NoticeCopies copies;

  ReadMarkers(Log log, Lanes lanes, Committer committer, NoticeCopies copies) {
    this.log = log;
    this.lanes = lanes;
    this.committer = committer;
    this.copies = copies;
  }

  /**
   * Moves a marker; one that stands there already, or further, stays and nobody is told.
   *
   * @return fails with {@code not_found} for who is no member, {@code invalid} beyond the head
   */
  Future<Done> mark(MarkRead mark) {
    Register marker = Register.readMarker(mark.channel(), mark.user());
    return lanes
        .now(mark.channel())
        .compose(
            now -> {
              if (!now.members().has(mark.user())) {
                throw new ChatException(ErrorCode.NOT_FOUND, "no such channel");
              }
              if (mark.seq() < 1 || mark.seq() > now.head()) {
                throw new ChatException(ErrorCode.INVALID, "there is no such message yet");
              }
              return log.get(List.of(marker))
                  .compose(
                      values ->
                          values[0] >= mark.seq()
                              ? Future.succeededFuture(Done.DONE)
                              : move(mark, new Raise(marker, mark.seq()), now));
            });
  }

  private Future<Done> move(MarkRead mark, Raise raise, ChannelView.Now now) {
    List<UserId> told = new ArrayList<>(List.of(mark.user()));
    if (now.members().kind() == Channel.Kind.DIRECT) {
      now.members().usernames().keySet().stream()
          .filter(user -> !user.equals(mark.user()))
          .forEach(told::add);
    }
    JsonBytes fields = Pushes.read(mark.channel(), mark.user(), mark.seq());
    String id = "read:" + mark.channel() + ':' + mark.user() + ':' + mark.seq();
    Entry.OfNotice entry = new Entry.OfNotice(id, fields);
    return committer
        .commit(List.of(new Copies(Optional.empty(), entry, fields, told, List.of(raise))))
        .compose(
            committed -> {
              if (committed.get(0).copies()) {
                return Future.succeededFuture(Done.DONE);
              }
              return copies
                  .heads(told)
                  .compose(heads -> copies.put(told, heads, entry, fields))
                  .compose(done -> log.raise(List.of(raise)))
                  .map(Done.DONE);
            });
  }
}
