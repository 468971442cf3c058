package io.sotong.store.lucene;

import io.sotong.model.ChannelId;
import io.sotong.model.ChatException;
import io.sotong.model.ErrorCode;
import io.sotong.model.UserId;
import io.sotong.search.Place;
import io.sotong.search.SearchIndex;
import io.sotong.store.StoreRefusal;
import io.sotong.wire.Done;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.store.AlreadyClosedException;
import org.apache.lucene.store.LockObtainFailedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The port {@link SearchIndex} over Lucene. One thread changes it; a few search. What was added is
 * shown every {@value #SHOW_MS} ms and made durable every {@value #KEEP_MS} ms: what a death takes,
 * progress has lost too. If the disk takes no data everything fails, and is tried again with what
 * comes; if an index is found to be torn, it begins anew.
 */
public final class LuceneIndex implements SearchIndex {
  private static final Logger LOG = LoggerFactory.getLogger(LuceneIndex.class);
  private static final long SHOW_MS = 200;
  private static final long KEEP_MS = 5_000;
  private static final int SEARCHERS = 4;

  private final Path path;
  private final double bufferMiB;
  private final Vertx vertx;
  private final WorkerExecutor writing;
  private final WorkerExecutor searching;
  private final long timer;
  private volatile Shelf shelf;

  // Written by the one thread that changes the index.
  private volatile boolean shown = true;
  private volatile boolean kept = true;
  private int ticks;
  private volatile boolean broken;

  /** On the timer's context. */
  private boolean ticking;

  /** Whether a search has found it torn. */
  private volatile boolean torn;

  private LuceneIndex(Vertx vertx, Path path, double bufferMiB, Shelf shelf) {
    this.vertx = vertx;
    this.path = path;
    this.bufferMiB = bufferMiB;
    this.shelf = shelf;
    writing = vertx.createSharedWorkerExecutor("sotong-search-index " + path, 1);
    searching = vertx.createSharedWorkerExecutor("sotong-search " + path, SEARCHERS);
    timer = vertx.setPeriodic(SHOW_MS, tick -> tick());
  }

  /**
   * Opens the index in {@code directory}; fails with {@link StoreRefusal} if it cannot be.
   *
   * @param bufferMiB what it collects in memory before it writes
   */
  public static Future<LuceneIndex> open(Vertx vertx, Path directory, double bufferMiB) {
    return vertx.executeBlocking(
        () -> {
          try {
            Shelf shelf = Shelf.open(directory, bufferMiB);
            return new LuceneIndex(vertx, directory, bufferMiB, shelf);
          } catch (LockObtainFailedException e) {
            throw new StoreRefusal(
                "The search index in " + directory + " is in use by another process.");
          } catch (IOException e) {
            throw new StoreRefusal(
                "The search index in " + directory + " cannot be opened: " + e.getMessage());
          }
        });
  }

  @Override
  public Future<Void> add(List<Entry> entries) {
    return change(its -> its.add(entries));
  }

  @Override
  public Future<Map<ChannelId, Long>> progress(Collection<ChannelId> channels) {
    return write(its -> its.progress(channels));
  }

  @Override
  public Future<Void> forget(ChannelId channel) {
    return change(its -> its.forget(channel));
  }

  @Override
  public Future<Void> forget(UserId sender) {
    return change(its -> its.forget(sender));
  }

  @Override
  public Future<Void> clear() {
    return write(
            its -> {
              begin(true);
              return Done.DONE;
            })
        .mapEmpty();
  }

  @Override
  public Future<List<Place>> search(Wanted wanted) {
    return searching.executeBlocking(
        () -> {
          try {
            return shelf.search(wanted);
          } catch (IOException | AlreadyClosedException e) {
            torn = torn || isTorn(e);
            throw unavailable(e);
          }
        },
        false);
  }

  @Override
  public Future<Void> close() {
    vertx.cancelTimer(timer);
    return write(
            its -> {
              its.keep();
              return Done.DONE;
            })
        .transform(
            done ->
                writing.executeBlocking(
                    () -> {
                      shelf.close();
                      return Done.DONE;
                    }))
        .eventually(writing::close)
        .eventually(searching::close)
        .mapEmpty();
  }

  private interface Work<T> {
    T on(Shelf shelf) throws IOException;
  }

  private interface Change {
    void on(Shelf shelf) throws IOException;
  }

  private Future<Void> change(Change change) {
    return write(
            its -> {
              shown = false;
              kept = false;
              change.on(its);
              return Done.DONE;
            })
        .mapEmpty();
  }

  private <T> Future<T> write(Work<T> work) {
    return writing.executeBlocking(() -> carryOut(work));
  }

  private <T> T carryOut(Work<T> work) {
    try {
      if (broken || torn) {
        begin(torn);
      }
      return work.on(shelf);
    } catch (IOException | AlreadyClosedException e) {
      LOG.error("the search index cannot be used, and is opened again: {}", e.toString());
      broken = true;
      torn = torn || isTorn(e);
      throw unavailable(e);
    }
  }

  private void begin(boolean anew) throws IOException {
    shelf.close();
    broken = true;
    shelf = anew ? Shelf.anew(path, bufferMiB) : Shelf.open(path, bufferMiB);
    broken = false;
    torn = false;
    shown = true;
    kept = false;
  }

  /** One at a time; an index that is to be opened again is so by whoever asks it next. */
  private void tick() {
    if (ticking || broken || shown && kept) {
      return;
    }
    ticking = true;
    write(
            its -> {
              if (!shown) {
                its.show();
                shown = true;
              }
              ticks++;
              if (!kept && ticks * SHOW_MS >= KEEP_MS) {
                its.keep();
                kept = true;
                ticks = 0;
              }
              return Done.DONE;
            })
        .onComplete(done -> ticking = false);
  }

  private static boolean isTorn(Exception e) {
    for (Throwable each = e; each != null; each = each.getCause()) {
      if (each instanceof CorruptIndexException || each instanceof EOFException) {
        return true;
      }
    }
    return false;
  }

  private static ChatException unavailable(Exception cause) {
    LOG.debug("search", cause);
    return new ChatException(ErrorCode.UNAVAILABLE, "The search index cannot be used now.", 1_000);
  }
}
