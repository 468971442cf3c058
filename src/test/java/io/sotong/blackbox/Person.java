package io.sotong.blackbox;

import io.vertx.core.json.JsonObject;

/** An account whose password the test knows. */
public record Person(Sotong sotong, String userId, String username, String password) {

  /** Logs a new device in. */
  public Device logIn() {
    return logIn(new JsonObject().put("name", "a test's device").put("platform", "other"));
  }

  /** Logs in with the {@code device} object of the contract. */
  public Device logIn(JsonObject device) {
    return new Device(
        this, sotong.api().post("/sessions", credentials().put("device", device)).is(201).json());
  }

  public JsonObject credentials() {
    return new JsonObject().put("username", username).put("password", password);
  }
}
