package io.sotong.push;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.RequestOptions;
import java.util.concurrent.TimeUnit;

/**
 * A request to a push service and what it answers: a redirect is not followed, a long answer not
 * read, and a slow one not waited for.
 */
public final class Exchange {
  /** Bytes that are read of an answer. */
  public static final int MAX_ANSWER = 4_096;

  private Exchange() {}

  /**
   * An answer.
   *
   * @param body its beginning
   */
  public record Answer(int status, MultiMap headers, Buffer body) {
    /** How long the service asks to be left alone, milliseconds; 0 if it does not. */
    public long retryAfterMs(long nowMs) {
      return RetryAfter.milliseconds(headers.get("Retry-After"), nowMs);
    }

    /** Whether the same may be taken later. */
    public boolean isPassing() {
      return status == 408 || status == 429 || status >= 500;
    }
  }

  /** Asks; fails if there is no answer after {@code timeoutMs}. */
  public static Future<Answer> ask(
      HttpClient http, RequestOptions request, Buffer body, int timeoutMs) {
    return http.request(request.setFollowRedirects(false))
        .compose(open -> answered(open, body, timeoutMs))
        .timeout(timeoutMs, TimeUnit.MILLISECONDS);
  }

  private static Future<Answer> answered(HttpClientRequest request, Buffer body, int timeoutMs) {
    Future<Answer> answer = request.send(body).compose(begun -> read(request, begun));
    Future<Answer> inTime = answer.timeout(timeoutMs, TimeUnit.MILLISECONDS);
    inTime.onFailure(cause -> request.reset());
    return inTime;
  }

  /** To its end, so that the connection can be used again; unless it has none. */
  private static Future<Answer> read(HttpClientRequest request, HttpClientResponse begun) {
    Promise<Void> end = Promise.promise();
    Buffer body = Buffer.buffer();
    begun.handler(
        bytes -> {
          body.appendBuffer(bytes, 0, Math.min(bytes.length(), MAX_ANSWER - body.length()));
          if (body.length() == MAX_ANSWER) {
            end.tryComplete();
            request.reset();
          }
        });
    begun.endHandler(done -> end.tryComplete());
    begun.exceptionHandler(end::tryFail);
    return end.future().map(done -> new Answer(begun.statusCode(), begun.headers(), body));
  }
}
