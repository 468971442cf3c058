package io.sotong.api;

import io.sotong.protocol.Json;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;

/**
 * A successful answer.
 *
 * @param status 200 to 299
 * @param json the body, if there is one
 */
public record Answer(int status, Optional<Buffer> json) {

  /** 200 with an object. */
  public static Answer ok(Json.Body fields) {
    return of(200, fields);
  }

  /** 201 with an object. */
  public static Answer created(Json.Body fields) {
    return of(201, fields);
  }

  /** 204, which has no body. */
  public static Answer none() {
    return new Answer(204, Optional.empty());
  }

  /** {@code status} with an object. */
  public static Answer of(int status, Json.Body fields) {
    return new Answer(status, Optional.of(Json.object(fields).plain()));
  }
}
