package io.sotong.store.lucene;

import io.sotong.model.ChannelId;
import io.sotong.model.UserId;
import io.sotong.search.Analysis;
import io.sotong.search.Place;
import io.sotong.search.SearchIndex.Entry;
import io.sotong.search.SearchIndex.Wanted;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.SegmentInfos;
import org.apache.lucene.search.FieldDoc;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.SearcherManager;
import org.apache.lucene.search.TopFieldCollectorManager;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.LockObtainFailedException;
import org.apache.lucene.util.IOUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One open index. What changes it is called by one thread at a time, {@link #search} by any.
 * Blocks.
 */
final class Shelf {
  private static final Logger LOG = LoggerFactory.getLogger(Shelf.class);
  private static final String VERSION = "analysis";

  private final Directory directory;
  private final IndexWriter writer;
  private final SearcherManager searchers;

  /** What was added since the searchers were refreshed: they do not know of it. */
  private final Map<ChannelId, Long> fresh = new HashMap<>();

  private Shelf(Directory directory, IndexWriter writer) throws IOException {
    this.directory = directory;
    this.writer = writer;
    this.searchers = new SearcherManager(writer, null);
  }

  /**
   * Opens what is in {@code path}, and if that is torn or not ours, makes it anew.
   *
   * @throws LockObtainFailedException if another process has it
   */
  static Shelf open(Path path, double bufferMiB) throws IOException {
    Directory directory = FSDirectory.open(path);
    try {
      return isOurs(directory) ? open(directory, bufferMiB) : anew(directory, bufferMiB);
    } catch (LockObtainFailedException e) {
      IOUtils.closeWhileHandlingException(directory);
      throw e;
    } catch (IOException | IllegalArgumentException e) {
      LOG.warn("the search index in {} cannot be used and is made anew: {}", path, e.toString());
      return anew(directory, bufferMiB);
    }
  }

  /** Opens {@code path} without what is in it. */
  static Shelf anew(Path path, double bufferMiB) throws IOException {
    return anew(FSDirectory.open(path), bufferMiB);
  }

  private static Shelf anew(Directory directory, double bufferMiB) throws IOException {
    try {
      for (String file : directory.listAll()) {
        if (!file.equals(IndexWriter.WRITE_LOCK_NAME)) {
          directory.deleteFile(file);
        }
      }
      return open(directory, bufferMiB);
    } catch (IOException e) {
      IOUtils.closeWhileHandlingException(directory);
      throw e;
    }
  }

  /** Nothing at all is ours too. */
  private static boolean isOurs(Directory directory) throws IOException {
    String[] files = directory.listAll();
    if (SegmentInfos.getLastCommitGeneration(files) < 0) {
      return Arrays.stream(files).allMatch(IndexWriter.WRITE_LOCK_NAME::equals);
    }
    Map<String, String> data = SegmentInfos.readLatestCommit(directory).getUserData();
    boolean is = Integer.toString(Analysis.VERSION).equals(data.get(VERSION));
    if (!is) {
      LOG.info("the search index is of another version and is made anew");
    }
    return is;
  }

  private static Shelf open(Directory directory, double bufferMiB) throws IOException {
    IndexWriterConfig config =
        new IndexWriterConfig()
            .setIndexSort(Fields.ORDER)
            .setRAMBufferSizeMB(bufferMiB)
            .setCommitOnClose(false);
    IndexWriter writer = new IndexWriter(directory, config);
    try {
      writer.setLiveCommitData(Map.of(VERSION, Integer.toString(Analysis.VERSION)).entrySet());
      return new Shelf(directory, writer);
    } catch (IOException | RuntimeException e) {
      IOUtils.closeWhileHandlingException(writer);
      throw e;
    }
  }

  /** Adds those that are next in their channels. */
  void add(List<Entry> entries) throws IOException {
    Map<ChannelId, Long> upTo =
        new HashMap<>(progress(entries.stream().map(each -> each.place().channel()).toList()));
    Map<ChannelId, Long> raised = new HashMap<>();
    for (Entry entry : entries) {
      ChannelId channel = entry.place().channel();
      if (entry.place().seq() == upTo.getOrDefault(channel, 0L) + 1) {
        writer.addDocument(Fields.message(entry));
        upTo.put(channel, entry.place().seq());
        raised.put(channel, entry.place().seq());
      }
    }
    for (Map.Entry<ChannelId, Long> each : raised.entrySet()) {
      writer.updateDocument(
          Fields.progress(each.getKey()), Fields.progress(each.getKey(), each.getValue()));
    }
    fresh.putAll(raised);
  }

  Map<ChannelId, Long> progress(Collection<ChannelId> channels) throws IOException {
    Map<ChannelId, Long> progress = new HashMap<>();
    IndexSearcher searcher = searchers.acquire();
    try {
      for (ChannelId channel : channels) {
        Long known = fresh.get(channel);
        progress.put(channel, known == null ? kept(searcher, channel) : known);
      }
    } finally {
      searchers.release(searcher);
    }
    return progress;
  }

  private static long kept(IndexSearcher searcher, ChannelId channel) throws IOException {
    for (LeafReaderContext leaf : searcher.getIndexReader().leaves()) {
      PostingsEnum found = leaf.reader().postings(Fields.progress(channel), PostingsEnum.NONE);
      if (found == null) {
        continue;
      }
      NumericDocValues upTo = leaf.reader().getNumericDocValues(Fields.UP_TO);
      for (int doc = found.nextDoc(); doc != PostingsEnum.NO_MORE_DOCS; doc = found.nextDoc()) {
        boolean live = leaf.reader().getLiveDocs() == null || leaf.reader().getLiveDocs().get(doc);
        if (live && upTo != null && upTo.advanceExact(doc)) {
          return upTo.longValue();
        }
      }
    }
    return 0;
  }

  List<Place> search(Wanted wanted) throws IOException {
    IndexSearcher searcher = searchers.acquire();
    try {
      Optional<FieldDoc> after = wanted.before().map(Fields::below);
      TopFieldCollectorManager page =
          new TopFieldCollectorManager(
              Fields.ORDER, wanted.limit(), after.orElse(null), wanted.limit());
      List<Place> places = new ArrayList<>();
      for (var found : searcher.search(Fields.query(wanted), page).scoreDocs) {
        places.add(Fields.place((FieldDoc) found));
      }
      return places;
    } finally {
      searchers.release(searcher);
    }
  }

  void forget(ChannelId channel) throws IOException {
    writer.deleteDocuments(Fields.channel(channel), Fields.progress(channel));
    fresh.put(channel, 0L);
  }

  void forget(UserId sender) throws IOException {
    writer.deleteDocuments(Fields.sender(sender));
  }

  /** Lets searches see what was changed. */
  void show() throws IOException {
    searchers.maybeRefreshBlocking();
    fresh.clear();
  }

  /** Makes durable what was changed. */
  void keep() throws IOException {
    writer.commit();
  }

  /** Ends, and leaves to the next what was not {@link #keep kept}. */
  void close() {
    IOUtils.closeWhileHandlingException(searchers, writer, directory);
  }
}
