package io.sotong.search;

import io.sotong.account.User;
import io.sotong.account.Users;
import io.sotong.log.Cell;
import io.sotong.log.Log;
import io.sotong.log.LogId;
import io.sotong.log.MessageRow;
import io.sotong.log.Range;
import io.sotong.model.ChannelId;
import io.sotong.model.UserId;
import io.sotong.search.Finder.Hit;
import io.sotong.search.Finder.Page;
import io.sotong.search.SearchIndex.Wanted;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Takes from what an index gives that which fits, as the channels' logs have it. So whatever the
 * engine gives too much, and however an index lags or strays, only what is so is told. Any thread.
 */
final class Sift {
  /** Looked at together: each may have 400 KB. */
  private static final int SLICE = 32;

  /** Beyond so many that do not fit, a page ends early and says where to look on. */
  private static final int MOST_LOOKED_AT = 2_048;

  /** A page ends early after about so many characters. */
  private static final int MAX_PAGE = 1024 * 1024;

  /** A highlight takes so many. */
  private static final int MARK = 20;

  private final Vertx vertx;
  private final SearchIndex index;
  private final Users users;
  private final Log log;

  Sift(Vertx vertx, SearchIndex index, Users users, Log log) {
    this.vertx = vertx;
    this.index = index;
    this.users = users;
    this.log = log;
  }

  /** What fits. */
  record Mesh(Query query, Optional<UserId> sender, Optional<UserId> mentioned) {
    Wanted wanted(Collection<ChannelId> channels, Optional<Place> before) {
      List<Set<String>> terms = new ArrayList<>();
      query.words().forEach(word -> terms.addAll(word.wanted()));
      return new Wanted(
          channels, terms, sender, mentioned, query.fromMs(), query.toMs(), before, SLICE);
    }

    Optional<Hit> fit(Place place, MessageRow row) {
      boolean fits =
          (sender.isEmpty() || sender.get().equals(row.senderId()))
              && (mentioned.isEmpty() || row.mentions().contains(mentioned.get()))
              && row.sentAtMs() >= query.fromMs()
              && row.sentAtMs() < query.toMs();
      return fits
          ? query
              .find(row.body())
              .map(highlights -> new Hit(row.at(place.channel(), place.seq()), highlights))
          : Optional.empty();
    }
  }

  private record Candidate(Place place, MessageRow row) {}

  /** A page of what fits, below {@code before}. */
  Future<Page> page(Collection<ChannelId> channels, Mesh mesh, Optional<Place> before, int limit) {
    return channels.isEmpty()
        ? Future.succeededFuture(new Page(List.of(), Optional.empty()))
        : page(mesh.wanted(channels, before), mesh, new Filling(limit));
  }

  /** A page on its way. One more than the limit is looked for, to know whether there is more. */
  private static final class Filling {
    private final int limit;
    private final List<Hit> hits = new ArrayList<>();
    private final List<Place> places = new ArrayList<>();
    private int characters;
    private int lookedAt;

    Filling(int limit) {
      this.limit = limit;
    }

    boolean isFull() {
      return hits.size() > limit || characters > MAX_PAGE && hits.size() > 1;
    }

    void add(Place place, Hit hit) {
      hits.add(hit);
      places.add(place);
      characters += hit.message().body().length() + MARK * hit.highlights().size();
    }

    Page page() {
      int size = hits.size() - 1;
      return new Page(hits.subList(0, size), Optional.of(places.get(size - 1).next()));
    }
  }

  private Future<Page> page(Wanted wanted, Mesh mesh, Filling filling) {
    return index
        .search(wanted)
        .compose(
            places ->
                rows(places)
                    .compose(this::present)
                    .compose(rows -> fitting(rows, mesh))
                    .compose(
                        fitting -> {
                          for (Fitting each : fitting) {
                            filling.add(each.place(), each.hit());
                            if (filling.isFull()) {
                              return Future.succeededFuture(filling.page());
                            }
                          }
                          filling.lookedAt += places.size();
                          if (places.size() < wanted.limit()) {
                            return Future.succeededFuture(new Page(filling.hits, Optional.empty()));
                          }
                          Place last = places.get(places.size() - 1);
                          return filling.lookedAt >= MOST_LOOKED_AT
                              ? Future.succeededFuture(
                                  new Page(filling.hits, Optional.of(last.next())))
                              : page(wanted.below(last), mesh, filling);
                        }));
  }

  private Future<List<Candidate>> rows(List<Place> places) {
    if (places.isEmpty()) {
      return Future.succeededFuture(List.of());
    }
    return log.read(
            places.stream()
                .map(place -> new Range(LogId.channel(place.channel()), place.seq() - 1, 1))
                .toList())
        .map(
            ranges -> {
              List<Candidate> rows = new ArrayList<>();
              for (int i = 0; i < places.size(); i++) {
                for (Cell cell : ranges.get(i)) {
                  if (cell.seq() == places.get(i).seq()) {
                    rows.add(new Candidate(places.get(i), MessageRow.decode(cell.value())));
                  }
                }
              }
              return rows;
            });
  }

  /** Those whose senders are still there; the index forgets what the others wrote. */
  private Future<List<Candidate>> present(List<Candidate> rows) {
    List<UserId> senders = rows.stream().map(each -> each.row().senderId()).distinct().toList();
    return senders.isEmpty()
        ? Future.succeededFuture(rows)
        : users
            .byIds(senders)
            .map(
                there -> {
                  Set<UserId> ids = there.stream().map(User::userId).collect(Collectors.toSet());
                  senders.stream().filter(each -> !ids.contains(each)).forEach(index::forget);
                  return rows.stream().filter(each -> ids.contains(each.row().senderId())).toList();
                });
  }

  private record Fitting(Place place, Hit hit) {}

  private Future<List<Fitting>> fitting(List<Candidate> rows, Mesh mesh) {
    return rows.isEmpty()
        ? Future.succeededFuture(List.of())
        : vertx.executeBlocking(
            () ->
                rows.stream()
                    .flatMap(
                        each ->
                            mesh.fit(each.place(), each.row()).stream()
                                .map(hit -> new Fitting(each.place(), hit)))
                    .toList(),
            false);
  }
}
