package io.sotong.search;

import static io.sotong.account.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sotong.account.User;
import io.sotong.blackbox.Await;
import io.sotong.bus.Addresses;
import io.sotong.bus.Bus;
import io.sotong.bus.SearchTalk.Stored;
import io.sotong.channel.ChannelRules;
import io.sotong.channel.MemoryLog;
import io.sotong.model.ChannelId;
import io.sotong.model.ChatException;
import io.sotong.model.ErrorCode;
import io.sotong.model.UserId;
import io.sotong.search.Finder.Page;
import io.sotong.store.lucene.LuceneIndex;
import io.sotong.store.sql.SqlChannels;
import io.sotong.store.sql.SqlStore;
import io.sotong.store.sql.SqlUsers;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Feeding and finding, over a real database and a real index, with a log in memory. */
class SearchTest {
  private static final Duration LIMIT = Duration.ofMinutes(1);

  @TempDir Path place;
  private final Vertx vertx = Vertx.vertx();
  private final Bus bus = new Bus(vertx);
  private final MemoryLog log = new MemoryLog();
  private final UserId ann = new UserId("ann");
  private final ChannelId talk = new ChannelId("talk");
  private SqlStore sql;
  private Gate index;

  /** An index that may be away. */
  private static final class Gate implements SearchIndex {
    private final SearchIndex index;
    private volatile boolean away;

    Gate(SearchIndex index) {
      this.index = index;
    }

    private <T> Future<T> pass(Future<T> answer) {
      return away ? Future.failedFuture(new ChatException(ErrorCode.UNAVAILABLE, "away")) : answer;
    }

    @Override
    public Future<Void> add(List<Entry> entries) {
      return away ? pass(Future.succeededFuture()) : index.add(entries);
    }

    @Override
    public Future<Map<ChannelId, Long>> progress(Collection<ChannelId> channels) {
      return pass(index.progress(channels));
    }

    @Override
    public Future<List<Place>> search(Wanted wanted) {
      return pass(index.search(wanted));
    }

    @Override
    public Future<Void> forget(ChannelId channel) {
      return pass(index.forget(channel));
    }

    @Override
    public Future<Void> forget(UserId sender) {
      return pass(index.forget(sender));
    }

    @Override
    public Future<Void> clear() {
      return pass(index.clear());
    }

    @Override
    public Future<Void> close() {
      return index.close();
    }
  }

  @BeforeEach
  void open() {
    sql = await(SqlStore.openSqlite(vertx, place.resolve("accounts")));
    index = new Gate(await(LuceneIndex.open(vertx, place.resolve("search"), 16)));
    await(new SqlUsers(sql).create(new User(ann, "ann", "Ann", 1), Optional.empty()));
    group(talk);
  }

  @AfterEach
  void close() {
    vertx.deploymentIDs().forEach(id -> await(vertx.undeploy(id)));
    await(index.close());
    await(sql.close());
    await(vertx.close());
  }

  private void group(ChannelId channel) {
    await(new SqlChannels(sql).create(ChannelRules.group(channel, ann, "G", List.of(), 1)));
  }

  private void say(ChannelId channel, String body) {
    log.say(channel, ann, body, 1);
  }

  private void run() {
    await(
        vertx.deployVerticle(
            new SearchVerticle(bus, new SqlChannels(sql), log, index, /* sweepMs= */ 20)));
  }

  private Finder finder() {
    return new Finder(vertx, index, new SqlChannels(sql), new SqlUsers(sql), log);
  }

  private Page find(String query, int limit) {
    return await(finder().search(ann, query, Optional.empty(), Optional.empty(), limit));
  }

  private void awaitFound(String query, int number) {
    Await.until(
        number + " of " + query,
        LIMIT,
        () -> !index.away && find(query, 100).hits().size() == number);
  }

  @Test
  void whatIsThereAtTheStartIsBroughtInAndThenWhatIsTold() {
    for (int i = 0; i < 70; i++) {
      say(talk, "하나");
    }
    run();
    awaitFound("하나", 70);
    say(talk, "둘");
    bus.send(Addresses.STORED, new Stored(List.of(talk)));
    awaitFound("둘", 1);
  }

  @Test
  void whatNobodyToldOfIsFoundOnTheRound() {
    say(talk, "하나");
    run();
    awaitFound("하나", 1); // the first round, which does not rest, is over
    ChannelId other = new ChannelId("other");
    group(other);
    say(other, "둘");
    awaitFound("둘", 1);
  }

  @Test
  void anOutageIsToldAndNothingIsLostByIt() {
    run();
    say(talk, "하나");
    awaitFound("하나", 1);
    index.away = true;
    assertThatThrownBy(() -> find("하나", 10))
        .isInstanceOfSatisfying(
            ChatException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE));
    say(talk, "하나");
    bus.send(Addresses.STORED, new Stored(List.of(talk)));
    index.away = false;
    awaitFound("하나", 2);
  }

  @Test
  void anIndexThatIsAheadOfTheLogForgetsTheChannel() {
    for (int i = 1; i <= 3; i++) {
      await(
          index.add(
              List.of(
                  new SearchIndex.Entry(
                      new Place(i, talk, i), ann, List.of(), Analysis.terms("셋")))));
    }
    say(talk, "하나");
    run();
    awaitFound("하나", 1);
    assertThat(find("셋", 10).hits()).isEmpty();
    assertThat(await(index.progress(List.of(talk)))).containsEntry(talk, 1L);
  }

  @Test
  void aPageThatLooksInVainEndsAndSaysWhereToLookOn() {
    say(talk, "abcd");
    for (int i = 0; i < 2_100; i++) {
      say(talk, "abc bcd"); // has the terms, and not the word
    }
    say(talk, "the end");
    run();
    awaitFound("the end", 1);
    Page first = find("abcd", 10);
    assertThat(first.hits()).isEmpty();
    Page second = await(finder().search(ann, "abcd", Optional.empty(), first.next(), 10));
    assertThat(second.hits()).extracting(hit -> hit.message().seq()).containsExactly(1L);
    assertThat(second.next()).isEmpty();
  }

  @Test
  void aPageOfLargeMessagesEndsEarly() {
    for (int i = 0; i < 15; i++) {
      say(talk, "끝" + "가".repeat(99_999));
    }
    say(talk, "the end");
    run();
    awaitFound("the end", 1);
    Page first = find("끝", 100);
    assertThat(first.hits()).hasSizeBetween(2, 14);
    Page second = await(finder().search(ann, "끝", Optional.empty(), first.next(), 100));
    assertThat(first.hits().size() + second.hits().size()).isEqualTo(15);
  }

  @Test
  void whatARemovedAccountWroteIsNotFoundAndThenForgotten() {
    UserId bob = new UserId("bob");
    await(new SqlUsers(sql).create(new User(bob, "bob", "Bob", 1), Optional.empty()));
    log.say(talk, bob, "하나", 1);
    run();
    awaitFound("하나", 1);
    await(new SqlUsers(sql).remove(bob, 2));
    assertThat(find("하나", 10).hits()).isEmpty();
    SearchIndex.Wanted everything =
        new SearchIndex.Wanted(
            List.of(talk),
            List.of(),
            Optional.empty(),
            Optional.empty(),
            0,
            Long.MAX_VALUE,
            Optional.empty(),
            10);
    Await.until("forgotten", LIMIT, () -> await(index.search(everything)).isEmpty());
  }

  @Test
  void aRebuildBringsInEverythingAndSaysHowFarItIs() {
    for (int i = 0; i < 200; i++) {
      say(talk, "하나");
    }
    Rebuild rebuild = new Rebuild(vertx, new SqlChannels(sql), log, index);
    await(rebuild.run());
    assertThat(rebuild.progress()).isEqualTo(new Rebuild.Progress(200, 200, true));
    assertThat(await(index.progress(List.of(talk)))).containsEntry(talk, 200L);
    index.away = true;
    Rebuild vain = new Rebuild(vertx, new SqlChannels(sql), log, index);
    assertThatThrownBy(() -> await(vain.run())).isInstanceOf(ChatException.class);
    assertThat(vain.progress()).isEqualTo(new Rebuild.Progress(0, 200, true));
  }
}
