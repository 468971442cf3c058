package io.sotong.blackbox;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.function.Predicate;

/** A logged-in device: the answer of a log-in, and what a client does with it. */
public record Device(Person person, JsonObject session) {

  public String userId() {
    return person.userId();
  }

  public String deviceId() {
    return session.getString("deviceId");
  }

  public String token() {
    return session.getString("accessToken");
  }

  public String refreshToken() {
    return session.getString("refreshToken");
  }

  /** The plain WebSocket of the chat server that discovery chose. */
  public URI webSocket() {
    return URI.create(session.getJsonObject("server").getString("webSocket"));
  }

  /** The SockJS endpoint of the chat server that discovery chose. */
  public URI sockJs() {
    return URI.create(session.getJsonObject("server").getString("sockJs"));
  }

  /** The HTTP API with this device's token. */
  public Api api() {
    return person.sotong().api().as(token());
  }

  /** A connected link of that kind, before its hello. */
  public Link open(LinkKind kind) {
    return kind.open(this);
  }

  /** A plain WebSocket that has said hello without a cursor, and beats. */
  public Link online() {
    return online(LinkKind.WEBSOCKET);
  }

  /** A link of that kind that has said hello without a cursor, and beats. */
  public Link online(LinkKind kind) {
    Link link = open(kind);
    link.hello(token());
    return link;
  }

  /** The direct channel with that user, made if need be. */
  public String directWith(Device other) {
    JsonObject wish = new JsonObject().put("kind", "direct").put("userId", other.userId());
    return api().post("/channels", wish).isOneOf(200, 201).json().getString("channelId");
  }

  /** A new group of this user and those. */
  public String groupWith(Device... others) {
    JsonArray members = new JsonArray();
    for (Device other : others) {
      members.add(other.userId());
    }
    JsonObject wish =
        new JsonObject().put("kind", "group").put("name", "A group").put("memberIds", members);
    return api().post("/channels", wish).is(201).json().getString("channelId");
  }

  /** Makes this user and that one friends. */
  public void befriend(Device other) {
    api().post("/friends", new JsonObject().put("userId", other.userId())).isSuccess();
    other.api().post("/friends/" + userId() + "/accept").isSuccess();
  }

  /**
   * Returns once this user's mailbox holds such an entry. A change is answered before its notices
   * are delivered, so whoever counts entries waits for those first.
   */
  public void awaitEntry(String what, Predicate<JsonObject> isSo) {
    Await.until(
        what,
        Pushes.SOON,
        () ->
            SessionsIT.objects(api().get("/mailbox?after=0&limit=500").is(200).json(), "entries")
                .stream()
                .anyMatch(isSo));
  }

  /**
   * Returns once this user's mailbox holds its copy of that message: it is made after the reply.
   */
  public void awaitCopy(String channelId, long seq) {
    awaitEntry("a copy of message " + seq, Pushes.message(channelId, seq));
  }

  /** Sends through HTTP and returns the message's place in the channel. */
  public long say(String channelId, String body) {
    JsonObject message = new JsonObject().put("body", body).put("ref", Sotong.freshName("ref"));
    return api()
        .post("/channels/" + channelId + "/messages", message)
        .is(201)
        .json()
        .getLong("seq");
  }
}
