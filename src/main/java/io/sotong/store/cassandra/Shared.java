package io.sotong.store.cassandra;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads each thing once for all who ask for it at the same time. Nobody is given a reading that
 * began before he asked, for he must see what was stored before; but at most two of the same thing
 * are under way, and who comes meanwhile shares the next. Belongs to one context.
 */
final class Shared<K, V> {
  /** With one, whoever came a moment too late would wait twice as long as the first. */
  private static final int MAX_UNDER_WAY = 2;

  private final Context context;
  private final Function<K, Future<V>> read;
  private final Map<K, Readings<V>> readings = new HashMap<>();

  Shared(Context context, Function<K, Future<V>> read) {
    this.context = context;
    this.read = read;
  }

  private static final class Readings<V> {
    private int underWay;
    private @Nullable Promise<V> next;
  }

  /** What a reading tells that has not begun yet. */
  Future<V> get(K key) {
    Readings<V> its = readings.computeIfAbsent(key, k -> new Readings<>());
    Promise<V> next = its.next;
    if (next == null) {
      next = Promise.promise();
      its.next = next;
      context.runOnContext(v -> start(key, its)); // after all who ask in this task
    }
    return next.future();
  }

  private void start(K key, Readings<V> its) {
    Promise<V> next = its.next;
    if (next == null || its.underWay >= MAX_UNDER_WAY) {
      return;
    }
    its.next = null;
    its.underWay++;
    read.apply(key)
        .onComplete(
            answer -> {
              its.underWay--;
              start(key, its);
              if (its.underWay == 0 && its.next == null) {
                readings.remove(key);
              }
            })
        .onComplete(next);
  }
}
