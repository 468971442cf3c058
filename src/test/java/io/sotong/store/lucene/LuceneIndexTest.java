package io.sotong.store.lucene;

import static io.sotong.account.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sotong.search.Analysis;
import io.sotong.search.Place;
import io.sotong.search.SearchIndex;
import io.sotong.search.SearchIndex.Entry;
import io.sotong.search.SearchIndexContract;
import io.sotong.store.StoreRefusal;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.store.FSDirectory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@link LuceneIndex} keeps to what every index does, and mends what it finds torn. */
class LuceneIndexTest implements SearchIndexContract {
  @TempDir Path place;
  private final Vertx vertx = Vertx.vertx();
  private final List<SearchIndex> open = new ArrayList<>();

  @Override
  public SearchIndex index() {
    if (open.isEmpty()) {
      open(place.resolve("search"));
    }
    return open.get(open.size() - 1);
  }

  /** A copy of the files as they are now is what a process finds that is started after a kill. */
  @Override
  public SearchIndex indexAfterKill() {
    Path copy = place.resolve("copy");
    try (Stream<Path> files = Files.list(place.resolve("search"))) {
      Files.createDirectory(copy);
      for (Path file : files.toList()) {
        Files.copy(file, copy.resolve(file.getFileName()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return open(copy);
  }

  @Override
  public SearchIndex indexAfterStop() {
    stop();
    return open(place.resolve("search"));
  }

  private SearchIndex open(Path directory) {
    SearchIndex index = await(LuceneIndex.open(vertx, directory, 16));
    open.add(index);
    return index;
  }

  private void stop() {
    await(index().close());
    open.remove(open.size() - 1);
  }

  @AfterEach
  void close() {
    open.forEach(index -> await(index.close()));
    await(vertx.close());
  }

  @Test
  void aSecondProcessIsRefused() {
    index();
    assertThatThrownBy(() -> await(LuceneIndex.open(vertx, place.resolve("search"), 16)))
        .isInstanceOf(StoreRefusal.class)
        .hasMessageEndingWith("is in use by another process.");
  }

  @Test
  void oneThatIsTornIsMadeAnew() throws IOException {
    addOne();
    stop();
    for (Path file : files(place.resolve("search"))) {
      byte[] bytes = Files.readAllBytes(file);
      Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
    }
    beginsAnew();
  }

  @Test
  void oneWithoutItsLastCommitIsMadeAnew() throws IOException {
    addOne();
    stop();
    for (Path file : files(place.resolve("search"))) {
      if (file.getFileName().toString().startsWith("segments_")) {
        Files.delete(file);
      }
    }
    beginsAnew();
  }

  @Test
  void oneOfSomebodyElseIsMadeAnew() throws IOException {
    leave(new IndexWriterConfig());
    beginsAnew();
  }

  @Test
  void oneOfAnotherAnalysisIsMadeAnew() throws IOException {
    leave(new IndexWriterConfig().setIndexSort(Fields.ORDER));
    beginsAnew();
  }

  private void leave(IndexWriterConfig config) throws IOException {
    Files.createDirectory(place.resolve("search"));
    try (FSDirectory directory = FSDirectory.open(place.resolve("search"));
        IndexWriter writer = new IndexWriter(directory, config)) {
      writer.addDocument(Fields.progress(TALK, 7));
      writer.commit();
    }
  }

  private void beginsAnew() {
    SearchIndex index = open(place.resolve("search"));
    assertThat(await(index.progress(List.of(TALK)))).containsEntry(TALK, 0L);
    await(index.add(List.of(entry(1))));
    assertThat(await(index.progress(List.of(TALK)))).containsEntry(TALK, 1L);
  }

  private void addOne() {
    await(index().add(List.of(entry(1))));
  }

  private static Entry entry(long seq) {
    return new Entry(new Place(seq, TALK, seq), ANN, List.of(), Analysis.terms("하나"));
  }

  private static List<Path> files(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(file -> !file.getFileName().toString().equals(IndexWriter.WRITE_LOCK_NAME))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
