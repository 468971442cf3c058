package io.sotong.cluster;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

/** Asks one of several APIs, whichever the dice say, which chat server to use. */
record ServerFinder(HttpClient http, List<URI> apis, String token, Random dice) {
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(4);

  /** The {@code server} of the contract, but not the node {@code exclude}, unless that is empty. */
  CompletableFuture<JsonObject> find(String exclude) {
    URI api = apis.get(dice.nextInt(apis.size()));
    String wish = exclude.isEmpty() ? "" : "?exclude=" + exclude;
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(api + "/api/v1/servers/best" + wish))
            .header("Authorization", "Bearer " + token)
            .timeout(ANSWER_WITHIN)
            .build();
    return http.sendAsync(request, BodyHandlers.ofString()).thenApply(ServerFinder::server);
  }

  private static JsonObject server(HttpResponse<String> answer) {
    if (answer.statusCode() != 200) {
      throw new UncheckedIOException(new IOException(answer.statusCode() + " " + answer.body()));
    }
    return new JsonObject(answer.body()).getJsonObject("server");
  }
}
