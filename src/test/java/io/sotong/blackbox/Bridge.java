package io.sotong.blackbox;

import io.vertx.core.json.JsonObject;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** The event bus as a web client sees it: our own client and the official one. */
public interface Bridge {

  /** Sends to any address and gives the reply's body, or fails with {@link Refused}. */
  CompletableFuture<JsonObject> sendTo(String address, JsonObject body);

  /** Publishes to any address. */
  void publish(String address, JsonObject body);

  /** Registers a handler at any address. */
  void register(String address, Consumer<JsonObject> handler);

  /** Errors that answered no request: {@code err} frames of registrations and publishes. */
  Pushes errors();
}
