package io.sotong.search;

import static io.sotong.account.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.sotong.blackbox.Await;
import io.sotong.model.ChannelId;
import io.sotong.model.UserId;
import io.sotong.search.SearchIndex.Entry;
import io.sotong.search.SearchIndex.Wanted;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What every search index keeps to. */
public interface SearchIndexContract {
  ChannelId TALK = new ChannelId("talk");
  ChannelId OTHER = new ChannelId("other");
  UserId ANN = new UserId("ann");
  UserId BOB = new UserId("bob");
  Duration LIMIT = Duration.ofMinutes(1);

  /** The index under test, empty for each test. */
  SearchIndex index();

  /** Ends the process that has the index, without a word, and opens the index in another. */
  SearchIndex indexAfterKill();

  /** Ends the process that has the index in order, and opens the index in another. */
  SearchIndex indexAfterStop();

  @Test
  default void everyQueryOfTheSuiteFindsTheTextsItShould() {
    List<String> texts = SearchCase.all().stream().map(SearchCase::text).toList();
    for (int i = 0; i < texts.size(); i++) {
      await(index().add(List.of(entry(TALK, i + 1, texts.get(i)))));
    }
    awaitFound(all(TALK), texts.size());
    for (SearchCase each : SearchCase.all()) {
      Query query = Query.parse(each.query());
      List<Long> given =
          await(index().search(wanted(query, List.of(TALK), 1_000))).stream()
              .map(Place::seq)
              .filter(seq -> query.find(texts.get((int) (seq - 1))).isPresent())
              .sorted()
              .toList();
      assertThat(given)
          .as(each.query())
          .isEqualTo(
              LongStream.rangeClosed(1, texts.size())
                  .filter(seq -> query.find(texts.get((int) (seq - 1))).isPresent())
                  .boxed()
                  .toList());
    }
  }

  @Test
  default void placesComeNewestFirstPageAfterPage() {
    List<Place> places = new ArrayList<>();
    for (int i = 1; i <= 50; i++) {
      for (ChannelId channel : List.of(TALK, OTHER)) {
        long atMs = 1_000 + i / 5 * 10L; // several at the same time
        places.add(new Place(atMs, channel, i));
        await(index().add(List.of(entry(places.get(places.size() - 1), ANN, "소통"))));
      }
    }
    awaitFound(wanted(Query.parse("소통"), List.of(TALK, OTHER), 1_000), 100);
    List<Place> read = new ArrayList<>();
    Optional<Place> before = Optional.empty();
    List<Place> page;
    do {
      Wanted next = wanted(Query.parse("소통"), List.of(TALK, OTHER), 7);
      page = await(index().search(before.map(next::below).orElse(next)));
      read.addAll(page);
      before = page.isEmpty() ? before : Optional.of(page.get(page.size() - 1));
    } while (!page.isEmpty());
    assertThat(read)
        .containsExactlyElementsOf(places.stream().sorted(Comparator.reverseOrder()).toList());
  }

  @Test
  default void onlyWhatIsAskedForIsGiven() {
    await(
        index()
            .add(
                List.of(
                    entry(new Place(1_000, TALK, 1), ANN, "회의"),
                    entry(new Place(2_000, TALK, 2), BOB, "회의"),
                    new Entry(
                        new Place(3_000, TALK, 3), BOB, List.of(ANN), Analysis.terms("@ann 회의")),
                    entry(new Place(4_000, OTHER, 1), ANN, "회의"))));
    awaitFound(wanted(Query.parse("회의"), List.of(TALK, OTHER), 10), 4);
    assertThat(seqs(wanted(Query.parse("회의"), List.of(OTHER), 10))).containsExactly(1L);
    assertThat(seqs(wanted(Query.parse("회의"), List.of(new ChannelId("none")), 10))).isEmpty();
    assertThat(seqs(by(Optional.of(BOB), Optional.empty(), 0, Long.MAX_VALUE)))
        .containsExactly(3L, 2L);
    assertThat(seqs(by(Optional.empty(), Optional.of(ANN), 0, Long.MAX_VALUE))).containsExactly(3L);
    assertThat(seqs(by(Optional.empty(), Optional.empty(), 2_000, 3_000))).containsExactly(2L);
  }

  @Test
  default void whatIsAddedAgainOrOutOfOrderChangesNothing() {
    await(index().add(List.of(entry(TALK, 1, "하나"), entry(TALK, 2, "하나"))));
    await(index().add(List.of(entry(TALK, 2, "하나"), entry(TALK, 3, "하나"))));
    await(index().add(List.of(entry(TALK, 1, "하나"), entry(TALK, 5, "하나"))));
    assertThat(await(index().progress(List.of(TALK, OTHER))))
        .containsEntry(TALK, 3L)
        .containsEntry(OTHER, 0L);
    awaitFound(all(TALK), 3);
    assertThat(seqs(all(TALK))).containsExactly(3L, 2L, 1L);
    assertThat(await(index().progress(List.of(TALK)))).containsEntry(TALK, 3L);
  }

  @Test
  default void whatIsForgottenIsNotGivenAndMayBeAddedAgain() {
    await(index().add(List.of(entry(TALK, 1, "하나"), entry(OTHER, 1, "하나"))));
    awaitFound(wanted(Query.parse("하나"), List.of(TALK, OTHER), 10), 2);
    await(index().forget(TALK));
    assertThat(await(index().progress(List.of(TALK, OTHER))))
        .containsEntry(TALK, 0L)
        .containsEntry(OTHER, 1L);
    awaitFound(wanted(Query.parse("하나"), List.of(TALK, OTHER), 10), 1);
    await(index().add(List.of(entry(TALK, 1, "하나"))));
    awaitFound(wanted(Query.parse("하나"), List.of(TALK, OTHER), 10), 2);
    await(index().add(List.of(entry(new Place(9, TALK, 2), BOB, "하나"))));
    await(index().forget(BOB));
    awaitFound(all(TALK), 1);
    assertThat(await(index().progress(List.of(TALK)))).containsEntry(TALK, 2L);
    await(index().clear());
    assertThat(await(index().progress(List.of(TALK)))).containsEntry(TALK, 0L);
    awaitFound(all(TALK), 0);
  }

  @Test
  default void whatWasAddedIsThereAfterAStop() {
    await(index().add(List.of(entry(TALK, 1, "하나"), entry(TALK, 2, "둘"))));
    SearchIndex heir = indexAfterStop();
    assertThat(await(heir.progress(List.of(TALK)))).containsEntry(TALK, 2L);
    assertThat(await(heir.search(all(TALK)))).hasSize(2);
  }

  @Test
  default void afterAKillProgressTellsOfWhatIsFoundAndItGoesOnFromThere() {
    for (int i = 1; i <= 300; i++) {
      await(index().add(List.of(entry(TALK, i, "하나"))));
    }
    SearchIndex heir = indexAfterKill();
    long in = await(heir.progress(List.of(TALK))).getOrDefault(TALK, 0L);
    assertThat(await(heir.search(all(TALK)))).hasSize((int) in);
    for (long i = in + 1; i <= 301; i++) {
      await(heir.add(List.of(entry(TALK, i, "하나"))));
    }
    Await.until("all are found", LIMIT, () -> await(heir.search(all(TALK))).size() == 301);
  }

  private void awaitFound(Wanted wanted, int number) {
    Await.until(number + " are found", LIMIT, () -> await(index().search(wanted)).size() == number);
  }

  private List<Long> seqs(Wanted wanted) {
    return await(index().search(wanted)).stream().map(Place::seq).toList();
  }

  private static Wanted all(ChannelId channel) {
    return wanted(Query.ANY, List.of(channel), 1_000);
  }

  private static Wanted by(
      Optional<UserId> sender, Optional<UserId> mentioned, long fromMs, long toMs) {
    return new Wanted(
        Set.of(TALK), List.of(), sender, mentioned, fromMs, toMs, Optional.empty(), 10);
  }

  private static Wanted wanted(Query query, Collection<ChannelId> channels, int limit) {
    List<Set<String>> terms =
        query.words().stream().flatMap(word -> word.wanted().stream()).toList();
    return new Wanted(
        channels,
        terms,
        Optional.empty(),
        Optional.empty(),
        query.fromMs(),
        query.toMs(),
        Optional.empty(),
        limit);
  }

  private static Entry entry(ChannelId channel, long seq, String text) {
    return entry(new Place(1_000 + seq, channel, seq), ANN, text);
  }

  private static Entry entry(Place place, UserId sender, String text) {
    return new Entry(place, sender, List.of(), Analysis.terms(text));
  }
}
