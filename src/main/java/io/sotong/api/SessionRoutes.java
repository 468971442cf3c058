package io.sotong.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.sotong.account.Accounts;
import io.sotong.account.Device;
import io.sotong.account.Devices.Description;
import io.sotong.account.Profile;
import io.sotong.account.Rules;
import io.sotong.account.Sessions;
import io.sotong.account.Sessions.Pair;
import io.sotong.discovery.ChatServer;
import io.sotong.model.ChatException;
import io.sotong.model.DeviceId;
import io.sotong.model.ErrorCode;
import io.sotong.model.Ids;
import io.sotong.model.NodeId;
import io.sotong.protocol.Json;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Logging in and out, the account's devices, and which chat server to use. */
public final class SessionRoutes implements Routes {
  private static final int MAX_ZONE = 64;

  private final Sessions sessions;
  private final Accounts accounts;
  private final Servers servers;
  private final ApiLimits limits;

  public SessionRoutes(Sessions sessions, Accounts accounts, Servers servers, ApiLimits limits) {
    this.sessions = sessions;
    this.accounts = accounts;
    this.servers = servers;
    this.limits = limits;
  }

  @Override
  public Map<String, Operation> operations() {
    return Map.of(
        "logIn", this::logIn,
        "refreshSession", this::refresh,
        "logOut", this::logOut,
        "listSessions", this::list,
        "logOutDevice", this::logOutDevice,
        "findServer", this::findServer);
  }

  private Future<Answer> logIn(Call call) {
    JsonObject body = call.body();
    String username = body.getString("username");
    limits.logIn(username);
    Optional<String> zone = Optional.ofNullable(body.getString("zone"));
    JsonObject device = body.getJsonObject("device", new JsonObject());
    Optional<String> id = Optional.ofNullable(device.getString("deviceId"));
    Optional<String> name = Optional.ofNullable(device.getString("name"));
    InvalidFields.check()
        .that(id.map(Ids::isId).orElse(true), "device.deviceId", "This is not a device's id.")
        .that(
            name.map(Rules::isName).orElse(true),
            "device.name",
            "A device's name has 1 to 64 characters.")
        .that(
            zone.map(text -> !text.isEmpty() && text.length() <= MAX_ZONE).orElse(true),
            "zone",
            "A zone has 1 to 64 characters.")
        .done();
    Description description =
        new Description(id.map(DeviceId::new), name, device.getString("platform", "other"));
    return sessions
        .recognise(username, body.getString("password"))
        .compose(
            user ->
                servers
                    .best(zone, Set.of())
                    .compose(
                        server ->
                            accounts
                                .profile(user)
                                .compose(
                                    profile ->
                                        sessions
                                            .logIn(user, description)
                                            .map(pair -> told(call, pair, profile, server)))));
  }

  private static Answer told(Call call, Pair pair, Profile profile, ChatServer server) {
    return Answer.created(
        json -> {
          tokens(json, pair);
          json.writeObjectFieldStart("user");
          Views.me(json, profile);
          json.writeEndObject();
          json.writeStringField("deviceId", pair.device().value());
          json.writeObjectFieldStart("server");
          Views.server(json, server, call.host());
          json.writeEndObject();
        });
  }

  private static void tokens(JsonGenerator json, Pair pair) throws IOException {
    json.writeStringField("accessToken", pair.accessToken());
    json.writeStringField("refreshToken", pair.refreshToken());
    json.writeNumberField("expiresInSeconds", pair.expiresInMs() / 1_000);
  }

  private Future<Answer> refresh(Call call) {
    limits.refresh(call.address());
    return sessions
        .refresh(call.body().getString("refreshToken"))
        .map(pair -> Answer.ok(json -> tokens(json, pair)));
  }

  private Future<Answer> logOut(Call call) {
    Caller caller = call.caller();
    return sessions.logOut(caller.user(), caller.device()).map(out -> Answer.none());
  }

  private Future<Answer> logOutDevice(Call call) {
    DeviceId device = call.pathId("deviceId", DeviceId::new);
    return sessions
        .logOut(call.caller().user(), device)
        .map(
            wasIn -> {
              if (!wasIn) {
                throw new ChatException(ErrorCode.NOT_FOUND, "There is no such device.");
              }
              return Answer.none();
            });
  }

  private Future<Answer> list(Call call) {
    Caller caller = call.caller();
    return sessions
        .devicesOf(caller.user())
        .map(devices -> Answer.ok(json -> write(json, devices, caller.device())));
  }

  private static void write(JsonGenerator json, List<Device> devices, DeviceId current)
      throws IOException {
    json.writeArrayFieldStart("sessions");
    for (Device device : devices) {
      json.writeStartObject();
      json.writeStringField("deviceId", device.deviceId().value());
      if (device.name().isPresent()) {
        json.writeStringField("name", device.name().get());
      }
      json.writeStringField("platform", device.platform());
      json.writeStringField("createdAt", Json.time(device.createdAtMs()));
      json.writeStringField("lastActiveAt", Json.time(device.lastActiveAtMs()));
      json.writeBooleanField("current", device.deviceId().equals(current));
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private Future<Answer> findServer(Call call) {
    Set<NodeId> exclude =
        call.queryList("exclude").stream()
            .filter(Ids::isId)
            .map(NodeId::new)
            .collect(Collectors.toSet());
    return servers
        .best(call.query("zone"), exclude)
        .map(
            server ->
                Answer.ok(
                    json -> {
                      json.writeObjectFieldStart("server");
                      Views.server(json, server, call.host());
                      json.writeEndObject();
                    }));
  }
}
