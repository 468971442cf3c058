package io.sotong.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Rate limits, sizes, compression: what keeps one client from taking the server from the others.
 */
@Execution(ExecutionMode.CONCURRENT)
class LimitsIT {
  private final Sotong sotong = Sotong.shared();
  private final Device ann = sotong.arrive("ann");

  @Test
  void sendsBeyondTheBurstAreRefusedForAWhileAndNothingAcceptedIsLost() {
    String channel = ann.groupWith();
    Link link = ann.online();
    List<CompletableFuture<JsonObject>> replies = new ArrayList<>();
    for (int i = 1; i <= 2_400; i++) {
      replies.add(link.ask("send", message(channel, i)));
      if (i % 400 == 0) {
        settled(replies.get(i - 1));
      }
    }
    List<Refused> refused = new ArrayList<>();
    long accepted = replies.stream().filter(reply -> settled(reply, refused)).count();

    assertThat(accepted).isGreaterThanOrEqualTo(2_000);
    assertThat(refused).isNotEmpty();
    assertThat(refused)
        .allSatisfy(
            each -> {
              assertThat(each.code()).isEqualTo("rate_limited");
              assertThat(each.retryable()).isTrue();
              assertThat(each.retryAfterMs()).isPositive();
            });
    Await.until(
        "a send is accepted again",
        Link.SOON,
        () -> settled(link.ask("send", message(channel, 5_000)), new ArrayList<>()));
    long head =
        ann.api()
            .get("/channels/" + channel + "/messages?limit=1")
            .is(200)
            .json()
            .getJsonArray("messages")
            .getJsonObject(0)
            .getLong("seq");
    assertThat(head).as("all that was accepted, and no more").isEqualTo(accepted + 1);
    link.close();
  }

  @Test
  void aRefusalOverTheBridgeIsStatus429() {
    String channel = ann.groupWith();
    Link link = ann.online(LinkKind.SOCKJS_WEBSOCKET);
    List<CompletableFuture<JsonObject>> replies = new ArrayList<>();
    for (int i = 1; i <= 2_400; i++) {
      replies.add(link.ask("send", message(channel, i)));
    }
    List<Refused> refused = new ArrayList<>();
    replies.forEach(reply -> settled(reply, refused));
    assertThat(refused).isNotEmpty();
    assertThat(refused)
        .allSatisfy(
            each -> {
              assertThat(each.code()).isEqualTo("rate_limited");
              assertThat(each.status()).isEqualTo(429);
            });
    link.close();
  }

  @Test
  void whoGoesOnRegardlessIsClosed() {
    String channel = ann.groupWith();
    Link link = ann.online();
    for (int i = 1; i <= 40_000 && !link.closed().isDone(); i++) {
      CompletableFuture<JsonObject> reply = link.ask("send", message(channel, i));
      if (i % 500 == 0) {
        settled(reply, new ArrayList<>());
      }
    }
    link.isClosedWith(4429);
  }

  @Test
  void requestsBeyondTheBurstAreToldWhenToComeBack() {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(sotong.uri() + "/api/v1/users/me"))
            .header("Authorization", "Bearer " + ann.token())
            .build();
    List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
    for (int i = 1; i <= 1_000; i++) {
      answers.add(Api.HTTP.sendAsync(request, BodyHandlers.ofString()));
      if (i % 50 == 0) {
        Await.value("an answer", Link.SOON, answers.get(i - 50));
      }
    }
    List<HttpResponse<String>> refused =
        answers.stream()
            .map(answer -> Await.value("an answer", Link.SOON, answer))
            .filter(answer -> answer.statusCode() != 200)
            .toList();
    assertThat(refused).isNotEmpty();
    assertThat(answers.size() - refused.size()).isGreaterThanOrEqualTo(500);
    assertThat(refused)
        .allSatisfy(
            answer -> {
              new Api.Answer("GET /users/me", answer.statusCode(), answer.headers(), answer.body())
                  .isRefused(429, "rate_limited");
              assertThat(Integer.parseInt(answer.headers().firstValue("Retry-After").orElse("0")))
                  .isPositive();
            });
    sotong.arrive("bob").api().get("/users/me").is(200);
  }

  @Test
  void logInsBeyondTenAMinuteOfOneAccountAreRefused() {
    Person bob = sotong.signUp("bob");
    JsonObject wrong = bob.credentials().put("password", "not this one");
    int tried = 0;
    long start = System.nanoTime();
    Api.Answer answer = sotong.api().post("/sessions", wrong);
    while (answer.status() == 401 && tried < 30) {
      tried++;
      answer = sotong.api().post("/sessions", wrong);
    }
    answer.isRefused(429, "rate_limited");
    int earnedMeanwhile = (int) Duration.ofNanos(System.nanoTime() - start).toSeconds() / 6;
    assertThat(tried).isBetween(9, 11 + earnedMeanwhile);
    assertThat(Integer.parseInt(answer.header("Retry-After"))).isPositive();
    sotong.signUp("other").logIn();
  }

  @Test
  void aRequestWithTooManyBytesIsRefused() {
    String body = new JsonObject().put("username", "x".repeat(8 << 20)).encode();
    sotong.api().call("POST", "/users", body).isRefused(413, "too_large");
    sotong.api().get("/push/vapid-public-key").isOneOf(200, 404);
  }

  @ParameterizedTest(name = "at the chat port: {0}")
  @ValueSource(booleans = {false, true})
  void whoDribblesAHeaderIsCutOff(boolean chat) throws IOException {
    URI at = chat ? sotong.arrive("ann").webSocket() : sotong.uri();
    try (Socket socket = new Socket(at.getHost(), at.getPort())) {
      socket.setSoTimeout(500);
      OutputStream out = socket.getOutputStream();
      out.write("GET / HTTP/1.1\r\nX-Slow: ".getBytes(StandardCharsets.US_ASCII));
      int dribbled = 0;
      while (!isCut(socket) && dribbled < 80) {
        out.write('z');
        dribbled++;
      }
      assertThat(dribbled).as("bytes, two a second, of a header that has 10 s").isBetween(10, 79);
    }
  }

  private static boolean isCut(Socket socket) throws IOException {
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (SocketException e) {
      return true;
    }
  }

  @Test
  void nothingIsCompressed() {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(sotong.uri() + "/api/v1/users/me"))
            .header("Accept-Encoding", "gzip, deflate, br")
            .build();
    assertThat(Api.send(request).header("Content-Encoding")).isEmpty();
    HttpRequest bomb =
        HttpRequest.newBuilder(URI.create(sotong.uri() + "/api/v1/users"))
            .header("Content-Encoding", "gzip")
            .header("Content-Type", "application/json")
            .POST(
                BodyPublishers.ofByteArray(
                    new byte[] {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 1, 2, 3}))
            .build();
    assertThat(Api.send(bomb).status()).isBetween(400, 499);
  }

  private static JsonObject message(String channel, int number) {
    return new JsonObject()
        .put("channelId", channel)
        .put("body", "number " + number)
        .put("ref", "r" + number);
  }

  private static void settled(CompletableFuture<JsonObject> reply) {
    settled(reply, new ArrayList<>());
  }

  private static boolean settled(CompletableFuture<JsonObject> reply, List<Refused> refused) {
    try {
      Await.value("a reply", Link.SOON, reply);
      return true;
    } catch (Refused refusal) {
      refused.add(refusal);
      return false;
    } catch (IllegalStateException closed) {
      return false;
    }
  }
}
