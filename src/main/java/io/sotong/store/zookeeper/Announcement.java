package io.sotong.store.zookeeper;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One chat server's node in ZooKeeper, brought after what was last told of it: one change at a
 * time, and those that wait meanwhile become one. Any thread.
 */
final class Announcement {
  private final Operations operations;
  private final String path;

  /** What the node shall hold; empty: it shall not be. */
  private Optional<byte[]> wanted = Optional.empty();

  /** Made by the session that there is. */
  private boolean standing;

  private boolean changing;
  private @Nullable Promise<Void> waiting;

  Announcement(Operations operations, String path) {
    this.operations = operations;
    this.path = path;
  }

  /** Completes once others can see it. */
  synchronized Future<Void> tell(byte[] value) {
    wanted = Optional.of(value);
    return change();
  }

  /** Completes once nobody can see it. */
  synchronized Future<Void> end() {
    wanted = Optional.empty();
    return change();
  }

  /** Our session has ended: what it made is gone, or will be. */
  synchronized void lost() {
    standing = false;
  }

  /** There is a session again. */
  synchronized void again() {
    if (wanted.isPresent()) {
      change();
    }
  }

  private Future<Void> change() {
    Promise<Void> promise = waiting;
    if (promise == null) {
      promise = Promise.promise();
      waiting = promise;
    }
    if (!changing) {
      next(promise);
    }
    return promise.future();
  }

  private void next(Promise<Void> promise) {
    waiting = null;
    changing = true;
    write()
        .onComplete(
            written -> {
              changed();
              promise.handle(written);
            });
  }

  private synchronized void changed() {
    changing = false;
    if (waiting != null) {
      next(waiting);
    }
  }

  private Future<Void> write() {
    if (wanted.isEmpty()) {
      standing = false;
      return operations.delete(path);
    }
    byte[] value = wanted.get();
    return standing
        ? operations
            .change(path, value)
            .compose(there -> there ? Future.succeededFuture() : create(value))
        // One of an earlier session would end with that session.
        : operations.delete(path).compose(gone -> create(value));
  }

  private Future<Void> create(byte[] value) {
    return operations.create(path, value).onSuccess(done -> stands());
  }

  private synchronized void stands() {
    standing = true;
  }
}
