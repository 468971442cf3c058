package io.sotong.api;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.sotong.model.ErrorCode;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.openapi.contract.OpenAPIContract;
import io.vertx.openapi.contract.Operation;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class DescriptionsTest {
  /** The rows of the client contract's HTTP table, with the operation that serves each. */
  private static final Map<String, String> CALLS =
      Map.ofEntries(
          Map.entry("POST /users", "signUp"),
          Map.entry("GET /users", "findUser"),
          Map.entry("GET /users/me", "getMe"),
          Map.entry("PATCH /users/me", "updateMe"),
          Map.entry("DELETE /users/me", "removeMe"),
          Map.entry("PUT /users/me/password", "changePassword"),
          Map.entry("GET /users/{userId}", "getUser"),
          Map.entry("POST /sessions", "logIn"),
          Map.entry("GET /sessions", "listSessions"),
          Map.entry("POST /sessions/refresh", "refreshSession"),
          Map.entry("DELETE /sessions/current", "logOut"),
          Map.entry("DELETE /sessions/{deviceId}", "logOutDevice"),
          Map.entry("GET /servers/best", "findServer"),
          Map.entry("POST /friends", "requestFriend"),
          Map.entry("GET /friends", "listFriends"),
          Map.entry("POST /friends/{userId}/accept", "acceptFriend"),
          Map.entry("DELETE /friends/{userId}", "endFriend"),
          Map.entry("GET /blocks", "listBlocks"),
          Map.entry("PUT /blocks/{userId}", "block"),
          Map.entry("DELETE /blocks/{userId}", "unblock"),
          Map.entry("POST /channels", "createChannel"),
          Map.entry("GET /channels", "listChannels"),
          Map.entry("GET /channels/{channelId}", "getChannel"),
          Map.entry("PATCH /channels/{channelId}", "renameChannel"),
          Map.entry("PUT /channels/{channelId}/members/{userId}", "addMember"),
          Map.entry("DELETE /channels/{channelId}/members/{userId}", "removeMember"),
          Map.entry("GET /channels/{channelId}/messages", "listMessages"),
          Map.entry("POST /channels/{channelId}/messages", "sendMessage"),
          Map.entry("GET /channels/{channelId}/messages/{seq}", "getMessage"),
          Map.entry("PUT /channels/{channelId}/read", "markRead"),
          Map.entry("GET /channels/{channelId}/reads", "listReads"),
          Map.entry("GET /channels/{channelId}/presence", "getChannelPresence"),
          Map.entry("GET /presence", "getPresence"),
          Map.entry("GET /mailbox", "getMailbox"),
          Map.entry("GET /search", "search"),
          Map.entry("GET /mentions", "listMentions"),
          Map.entry("PUT /devices/current/push", "registerPush"),
          Map.entry("DELETE /devices/current/push", "removePush"),
          Map.entry("GET /push/vapid-public-key", "getVapidKey"));

  private static final List<String> CODES =
      Arrays.stream(ErrorCode.values()).map(ErrorCode::text).toList();

  private static final Vertx VERTX = Vertx.vertx();
  private static final Descriptions DESCRIPTIONS = Descriptions.load();
  private static final JsonObject HTTP = DESCRIPTIONS.openApiJson().toJsonObject();
  private static final JsonObject SOCKETS = DESCRIPTIONS.asyncApiJson().toJsonObject();

  @AfterAll
  static void closeVertx() throws Exception {
    VERTX.close().await(10, SECONDS);
  }

  @Test
  void theContractHasEveryCallAndNoOther() throws Exception {
    OpenAPIContract contract = DESCRIPTIONS.contract(VERTX).await(20, SECONDS);

    assertThat(contract.operations())
        .extracting(
            call -> call.getHttpMethod() + " " + call.getOpenAPIPath(),
            Operation::getOperationId,
            Operation::getAbsoluteOpenAPIPath)
        .containsExactlyInAnyOrderElementsOf(
            CALLS.entrySet().stream()
                .map(
                    call -> {
                      String path = call.getKey().substring(call.getKey().indexOf('/'));
                      return tuple(call.getKey(), call.getValue(), "/api/v1" + path);
                    })
                .toList());
  }

  @Test
  void onlySigningUpLoggingInRefreshingAndTheKeyForPushNeedNoToken() throws Exception {
    OpenAPIContract contract = DESCRIPTIONS.contract(VERTX).await(20, SECONDS);

    assertThat(contract.operations())
        .filteredOn(call -> call.getSecurityRequirements().isEmpty())
        .extracting(Operation::getOperationId)
        .containsExactlyInAnyOrder("signUp", "logIn", "refreshSession", "getVapidKey");
  }

  @Test
  void everyRefusalNamesItsCodesUnderTheirStatus() {
    eachCall(
        (name, call) -> {
          JsonObject answers = call.getJsonObject("responses");
          for (String status : answers.fieldNames()) {
            JsonObject answer = followed(answers.getJsonObject(status));
            if (Integer.parseInt(status) < 400) {
              assertThat(answer.fieldNames()).as(name + " " + status).doesNotContain("x-codes");
              continue;
            }
            assertThat(texts(answer.getJsonArray("x-codes")))
                .as(name + " " + status)
                .isNotEmpty()
                .allSatisfy(
                    code ->
                        assertThat(ErrorCode.of(code).map(ErrorCode::status))
                            .as(code)
                            .isEqualTo(Optional.of(Integer.parseInt(status))));
            assertThat(answer.getJsonObject("content").fieldNames())
                .as(name + " " + status)
                .containsExactly("application/problem+json");
          }
        });
  }

  @Test
  void everyCallMayBeTooFastFailOrFindAPartMissing() {
    eachCall(
        (name, call) -> {
          assertThat(call.getJsonObject("responses").fieldNames())
              .as(name)
              .contains("429", "500", "503");
          if (!call.containsKey("security")) {
            assertThat(call.getJsonObject("responses").fieldNames()).as(name).contains("401");
          }
          if (call.containsKey("requestBody")) {
            assertThat(call.getJsonObject("responses").fieldNames())
                .as(name)
                .contains("400", "413");
          }
        });
  }

  @Test
  void bothListExactlyTheCodesThatThereAre() {
    JsonObject problem = at(HTTP, "components", "schemas", "Problem", "properties", "code");
    JsonObject error = at(SOCKETS, "components", "schemas", "Error", "properties", "code");

    assertThat(texts(problem.getJsonArray("enum"))).containsExactlyElementsOf(CODES);
    assertThat(texts(error.getJsonArray("enum"))).containsExactlyElementsOf(CODES);
    assertThat(HTTP.getJsonObject("x-codes").fieldNames()).containsExactlyElementsOf(CODES);
    for (String operation : SOCKETS.getJsonObject("operations").fieldNames()) {
      JsonArray codes =
          at(SOCKETS, "operations", operation).getJsonArray("x-codes", new JsonArray());
      assertThat(CODES).as(operation).containsAll(texts(codes));
    }
  }

  @Test
  void aMessagesBodyHasNoLimitInItsSchemaAsItsRefusalsHaveCodesOfTheirOwn() {
    JsonObject body = at(HTTP, "components", "schemas", "SendRequest", "properties", "body");

    assertThat(body.fieldNames()).containsExactlyInAnyOrder("type", "description");
  }

  @Test
  void theSocketsSayWhatTheContractSays() {
    assertThat(operations("webSocket", "receive"))
        .containsExactly("hello", "send", "beat", "ack", "read", "typing");
    assertThat(operations("webSocket", "send"))
        .containsExactly("entry", "presence", "typing", "goaway");
    assertThat(addresses())
        .containsExactlyInAnyOrder(
            "/ws",
            "chat.v1.hello",
            "chat.v1.send",
            "chat.v1.beat",
            "chat.v1.ack",
            "chat.v1.read",
            "chat.v1.typing",
            "chat.v1.mailbox.{userId}");
  }

  @Test
  void theSocketsCloseWithTheContractsCodesOfWhichFourAreFinal() {
    List<JsonObject> closes = objects(SOCKETS.getJsonArray("x-close-codes"));

    assertThat(closes)
        .extracting(close -> close.getInteger("code"))
        .containsExactlyInAnyOrder(4400, 4401, 4408, 4409, 4413, 4429, 4430, 1012, 1013);
    assertThat(closes)
        .filteredOn(close -> close.getBoolean("final"))
        .extracting(close -> close.getInteger("code"))
        .containsExactlyInAnyOrder(4400, 4401, 4409, 4413);
    assertThat(SOCKETS.getJsonArray("x-promises")).hasSize(5);
  }

  @Test
  void everyReferenceLeadsSomewhere() {
    assertThat(references(HTTP).map(reference -> followed(HTTP, reference))).doesNotContainNull();
    assertThat(references(SOCKETS).map(reference -> followed(SOCKETS, reference)))
        .doesNotContainNull();
  }

  private static void eachCall(BiConsumer<String, JsonObject> check) {
    JsonObject paths = HTTP.getJsonObject("paths");
    for (String path : paths.fieldNames()) {
      for (String method : paths.getJsonObject(path).fieldNames()) {
        check.accept(method + " " + path, at(paths, path, method));
      }
    }
  }

  private static List<String> operations(String channel, String action) {
    JsonObject operations = SOCKETS.getJsonObject("operations");
    return operations.fieldNames().stream()
        .map(operations::getJsonObject)
        .filter(each -> each.getString("action").equals(action))
        .filter(
            each -> each.getJsonObject("channel").getString("$ref").equals("#/channels/" + channel))
        .map(each -> each.getString("title"))
        .toList();
  }

  private static List<String> addresses() {
    JsonObject channels = SOCKETS.getJsonObject("channels");
    return channels.fieldNames().stream()
        .map(channel -> channels.getJsonObject(channel).getString("address"))
        .toList();
  }

  private static Stream<String> references(Object node) {
    if (node instanceof JsonObject object) {
      String reference = object.getString("$ref");
      Stream<String> own = reference == null ? Stream.of() : Stream.of(reference);
      return Stream.concat(
          own, object.fieldNames().stream().flatMap(key -> references(object.getValue(key))));
    }
    if (node instanceof JsonArray array) {
      return IntStream.range(0, array.size()).boxed().flatMap(i -> references(array.getValue(i)));
    }
    return Stream.of();
  }

  private static JsonObject followed(JsonObject node) {
    String reference = node.getString("$ref");
    return reference == null ? node : followed(HTTP, reference);
  }

  private static JsonObject followed(JsonObject root, String reference) {
    return at(root, reference.substring("#/".length()).split("/"));
  }

  private static JsonObject at(JsonObject root, String... path) {
    JsonObject node = root;
    for (String key : path) {
      node = node.getJsonObject(key);
      assertThat(node).as(String.join("/", path)).isNotNull();
    }
    return node;
  }

  private static List<String> texts(JsonArray array) {
    return array.stream().map(String.class::cast).toList();
  }

  private static List<JsonObject> objects(JsonArray array) {
    return IntStream.range(0, array.size()).mapToObj(array::getJsonObject).toList();
  }
}
