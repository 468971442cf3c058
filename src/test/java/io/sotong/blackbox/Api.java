package io.sotong.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** The HTTP API with one token, or with none (the empty one). Paths are below {@code /api/v1}. */
public record Api(URI server, String token) {
  static final HttpClient HTTP =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(10))
          .build();
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(30);

  public Api as(String otherToken) {
    return new Api(server, otherToken);
  }

  public Answer get(String path) {
    return call("GET", path, "");
  }

  public Answer post(String path) {
    return call("POST", path, "");
  }

  public Answer post(String path, JsonObject body) {
    return call("POST", path, body.encode());
  }

  public Answer put(String path) {
    return call("PUT", path, "");
  }

  public Answer put(String path, JsonObject body) {
    return call("PUT", path, body.encode());
  }

  public Answer patch(String path, JsonObject body) {
    return call("PATCH", path, body.encode());
  }

  public Answer delete(String path) {
    return call("DELETE", path, "");
  }

  /** Any call with any body, an empty one being none; its answer must be as it is described. */
  public Answer call(String method, String path, String body) {
    HttpRequest.Builder request = request(URI.create(server + "/api/v1" + path));
    if (body.isEmpty()) {
      request.method(method, BodyPublishers.noBody());
    } else {
      request
          .header("Content-Type", "application/json")
          .method(method, BodyPublishers.ofString(body, StandardCharsets.UTF_8));
    }
    Answer answer = send(request.build());
    Agreement.of(server).check(method, path, answer);
    return answer;
  }

  /** Any address of any server, for what is not below {@code /api/v1}. */
  public Answer get(URI address) {
    return send(request(address).GET().build());
  }

  /** Any request at all. */
  public static Answer send(HttpRequest request) {
    try {
      HttpResponse<String> response =
          HTTP.send(request, BodyHandlers.ofString(StandardCharsets.UTF_8));
      return new Answer(
          request.method() + " " + request.uri().getPath(),
          response.statusCode(),
          response.headers(),
          response.body());
    } catch (IOException e) {
      throw new AssertionError(request + " got no answer: " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  private HttpRequest.Builder request(URI address) {
    HttpRequest.Builder request = HttpRequest.newBuilder(address).timeout(ANSWER_WITHIN);
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    return request;
  }

  /** An HTTP answer, with the checks that every test of it makes. */
  public record Answer(String call, int status, HttpHeaders headers, String text) {

    /** Fails unless the status is that one. */
    public Answer is(int expected) {
      assertThat(status).as("%s answered %s", call, text).isEqualTo(expected);
      return this;
    }

    public Answer isOneOf(Integer... expected) {
      assertThat(status).as("%s answered %s", call, text).isIn((Object[]) expected);
      return this;
    }

    public Answer isSuccess() {
      assertThat(status).as("%s answered %s", call, text).isBetween(200, 299);
      return this;
    }

    /** Fails unless this is a problem of RFC 9457 with that status and that code. */
    public Answer isRefused(int expected, String code) {
      is(expected);
      assertThat(header("Content-Type"))
          .as("%s is a problem", call)
          .startsWith("application/problem+json");
      JsonObject problem = json();
      assertThat(problem.getString("code")).as("%s answered %s", call, text).isEqualTo(code);
      assertThat(problem.getInteger("status")).as("%s answered %s", call, text).isEqualTo(expected);
      assertThat(problem.getString("type")).as("type of %s", text).isNotBlank();
      assertThat(problem.getString("title")).as("title of %s", text).isNotBlank();
      return this;
    }

    public JsonObject json() {
      try {
        return new JsonObject(text);
      } catch (DecodeException e) {
        throw new AssertionError(call + " answered " + status + " with no JSON object: " + text, e);
      }
    }

    /** The first value of that header, or the empty string. */
    public String header(String name) {
      return headers.firstValue(name).orElse("");
    }
  }
}
