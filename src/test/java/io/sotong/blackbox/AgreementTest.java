package io.sotong.blackbox;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpHeaders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** The check of what the server says is itself checked, against the files as they are written. */
class AgreementTest {
  private static final JsonObject HTTP = yaml("openapi.yaml");
  private static final JsonObject SOCKETS = yaml("asyncapi.yaml");
  private static final Agreement AGREEMENT = new Agreement(HTTP, SOCKETS);
  private static final JsonObject ME =
      HTTP.getJsonObject("components")
          .getJsonObject("schemas")
          .getJsonObject("Me")
          .getJsonObject("example");

  @Test
  void anAnswerThatIsDescribedAgrees() {
    AGREEMENT.check("GET", "/users/me", answer(200, ME));
    AGREEMENT.check("GET", "/users/me", answer(429, problem(429, "rate_limited")));
    AGREEMENT.check("DELETE", "/users/me", answer(204, ""));
    AGREEMENT.check("GET", "/nowhere", answer(418, "tea"));
  }

  @Test
  void anAnswerWithoutARequiredFieldIsFound() {
    JsonObject without = ME.copy();
    without.remove("settings");
    disagrees(() -> AGREEMENT.check("GET", "/users/me?x=1", answer(200, without)));
  }

  @Test
  void aTimeWithoutMillisecondsIsFound() {
    JsonObject coarse = ME.copy().put("createdAt", "2026-11-24T09:30:00Z");
    disagrees(() -> AGREEMENT.check("GET", "/users/me", answer(200, coarse)));
  }

  @Test
  void aStatusOrACodeThatIsNotDescribedIsFound() {
    disagrees(() -> AGREEMENT.check("GET", "/users/me", answer(202, ME)));
    disagrees(
        () -> AGREEMENT.check("GET", "/users/me", answer(401, problem(401, "bad_credentials"))));
  }

  @Test
  void aBodyWhereNoneIsDescribedIsFound() {
    disagrees(() -> AGREEMENT.check("DELETE", "/users/me", answer(204, "gone")));
  }

  @Test
  void everyExampleOfASocketsMessageFitsItsSchema() {
    JsonObject messages = SOCKETS.getJsonObject("components").getJsonObject("messages");
    for (String name : messages.fieldNames()) {
      JsonArray examples = messages.getJsonObject(name).getJsonArray("examples", new JsonArray());
      for (int i = 0; i < examples.size(); i++) {
        AGREEMENT.frame(name, examples.getJsonObject(i).getJsonObject("payload"));
      }
    }
  }

  @Test
  void aPushWithAStrangeFieldValueIsFound() {
    disagrees(
        () ->
            AGREEMENT.frame(
                "typingPush", new JsonObject().put("op", "typing").put("channelId", 5)));
    disagrees(() -> AGREEMENT.frame("wavePush", new JsonObject().put("op", "wave")));
  }

  private static void disagrees(Runnable check) {
    assertThatThrownBy(check::run).isInstanceOf(AssertionError.class);
  }

  private static Api.Answer answer(int status, Object body) {
    String type = status < 400 ? "application/json" : "application/problem+json";
    HttpHeaders headers =
        HttpHeaders.of(Map.of("Content-Type", List.of(type)), (name, value) -> true);
    return new Api.Answer("a call", status, headers, body.toString());
  }

  private static JsonObject problem(int status, String code) {
    return new JsonObject()
        .put("type", "about:blank")
        .put("title", "A problem")
        .put("status", status)
        .put("detail", "as tested")
        .put("code", code);
  }

  private static JsonObject yaml(String name) {
    try {
      Map<String, Object> tree =
          new Yaml().load(Files.readString(Path.of("src/main/resources", name)));
      return new JsonObject(tree);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
