package io.sotong.bench;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** Makes many accounts and channels at once, as far as the HTTP API takes them. */
final class Crowd {
  /** Requests under way at the same time. */
  private static final int LANES = 16;

  private final HttpClient http;
  private final URI api;
  private final AtomicInteger names = new AtomicInteger();

  Crowd(Vertx vertx, URI api) {
    this.http = vertx.createHttpClient();
    this.api = api;
  }

  /** A new account: its id and an access token. */
  record Account(String userId, String token) {}

  Future<List<Account>> accounts(int count) {
    return inLanes(count, this::account);
  }

  private Future<Account> account() {
    JsonObject user =
        new JsonObject()
            .put("username", "load" + names.incrementAndGet())
            .put("password", "correct horse");
    return post("/users", "", user.copy().put("displayName", "Load"))
        .compose(made -> post("/sessions", "", user))
        .map(
            session ->
                new Account(
                    session.getJsonObject("user").getString("userId"),
                    session.getString("accessToken")));
  }

  /** The id of a channel that {@code owner} makes as wished. */
  Future<String> channel(Account owner, JsonObject wish) {
    return post("/channels", owner.token(), wish).map(made -> made.getString("channelId"));
  }

  /** Carries {@code step} out so often, several at a time; in no order. */
  static <T> Future<List<T>> inLanes(int count, Supplier<Future<T>> step) {
    List<T> results = new ArrayList<>(count);
    AtomicInteger left = new AtomicInteger(count);
    List<Future<Void>> lanes = new ArrayList<>(LANES);
    for (int i = 0; i < LANES; i++) {
      lanes.add(lane(left, step, results));
    }
    return Future.all(lanes).map(done -> results);
  }

  private static <T> Future<Void> lane(
      AtomicInteger left, Supplier<Future<T>> step, List<T> results) {
    if (left.getAndDecrement() <= 0) {
      return Future.succeededFuture();
    }
    return step.get()
        .compose(
            result -> {
              synchronized (results) {
                results.add(result);
              }
              return lane(left, step, results);
            });
  }

  private Future<JsonObject> post(String path, String token, JsonObject body) {
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setAbsoluteURI(api + "/api/v1" + path)
            .putHeader("Content-Type", "application/json");
    if (!token.isEmpty()) {
      options.putHeader("Authorization", "Bearer " + token);
    }
    return http.request(options)
        .compose(request -> request.send(body.toBuffer()))
        .compose(response -> response.body().map(answer -> answered(path, response, answer)));
  }

  private static JsonObject answered(
      String path, HttpClientResponse response, io.vertx.core.buffer.Buffer answer) {
    if (response.statusCode() / 100 != 2) {
      throw new IllegalStateException(path + ": " + response.statusCode() + ' ' + answer);
    }
    return Objects.requireNonNull(answer.toJsonObject());
  }
}
