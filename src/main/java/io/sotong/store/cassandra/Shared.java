package io.sotong.store.cassandra;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads each thing once for all who ask for it at the same time. Who asks while it is being read
 * gets the next reading, for the present one may have begun before what he must see was stored.
 * Belongs to one context.
 */
final class Shared<K, V> {
  private final Function<K, Future<V>> read;
  private final Map<K, Flight<V>> flights = new HashMap<>();

  Shared(Function<K, Future<V>> read) {
    this.read = read;
  }

  private static final class Flight<V> {
    private @Nullable Promise<V> next;
  }

  /** What a reading tells that begins now or later. */
  Future<V> get(K key) {
    Flight<V> flight = flights.get(key);
    if (flight == null) {
      flight = new Flight<>();
      flights.put(key, flight);
      return start(key, flight);
    }
    if (flight.next == null) {
      flight.next = Promise.promise();
    }
    return flight.next.future();
  }

  private Future<V> start(K key, Flight<V> flight) {
    return read.apply(key).onComplete(done -> goOn(key, flight));
  }

  private void goOn(K key, Flight<V> flight) {
    Promise<V> next = flight.next;
    if (next == null) {
      flights.remove(key);
    } else {
      flight.next = null;
      start(key, flight).onComplete(next);
    }
  }
}
