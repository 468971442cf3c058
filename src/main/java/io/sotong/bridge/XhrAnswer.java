package io.sotong.bridge;

import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;

/**
 * The answer to one poll, which stays open until there is something to say, or for a while longer.
 * Its line may be on another event loop: everything is carried to the response's own.
 */
final class XhrAnswer {
  /** After so much a streaming answer ends, because browsers keep all of it in memory. */
  private static final int STREAMED_BYTES = 128 * 1_024;

  /** Some browsers show a stream only once it is this long. */
  private static final Buffer PRELUDE = Buffer.buffer("h".repeat(2_048) + '\n');

  private final Context context;
  private final HttpServerResponse response;
  private final boolean streams;
  private int written;

  XhrAnswer(Context context, HttpServerResponse response, boolean streams) {
    this.context = context;
    this.response = response;
    this.streams = streams;
    response
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/javascript; charset=UTF-8")
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store, no-transform, must-revalidate, max-age=0")
        .setChunked(true);
    if (streams) {
      response.write(PRELUDE);
    }
  }

  /** Writes frames, each with its line end; {@code taken} runs on any thread. */
  void write(Buffer frames, Runnable taken) {
    written += frames.length();
    context.runOnContext(now -> response.write(frames).onComplete(done -> taken.run()));
  }

  /** Whether nothing more belongs into it. */
  boolean isSpent() {
    return !streams || written >= STREAMED_BYTES;
  }

  void end() {
    context.runOnContext(
        now -> {
          if (!response.ended() && !response.closed()) {
            response.end();
          }
        });
  }

  /** Says one thing, and ends. */
  void last(String frame) {
    write(Buffer.buffer(frame), () -> {});
    end();
  }
}
