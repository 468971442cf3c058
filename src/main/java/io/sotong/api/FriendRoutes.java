package io.sotong.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.sotong.account.Friends;
import io.sotong.account.Friendships.Friend;
import io.sotong.account.User;
import io.sotong.model.ChatException;
import io.sotong.model.ErrorCode;
import io.sotong.model.FriendState;
import io.sotong.model.Ids;
import io.sotong.model.UserId;
import io.sotong.presence.PresenceTable.Status;
import io.vertx.core.Future;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Friend requests, friendships and blocks. */
public final class FriendRoutes implements Routes {
  private final Friends friends;
  private final PresenceView presence;

  public FriendRoutes(Friends friends, PresenceView presence) {
    this.friends = friends;
    this.presence = presence;
  }

  @Override
  public Map<String, Operation> operations() {
    return Map.of(
        "requestFriend", this::ask,
        "acceptFriend", this::accept,
        "endFriend", this::end,
        "listFriends", this::list,
        "block", this::block,
        "unblock", this::unblock,
        "listBlocks", this::listBlocks);
  }

  private Future<Answer> ask(Call call) {
    String other = call.body().getString("userId");
    if (!Ids.isId(other)) {
      throw new ChatException(ErrorCode.NOT_FOUND, "There is no such user.");
    }
    return friends
        .ask(call.caller().user(), new UserId(other))
        .compose(
            asked -> {
              boolean made = asked.changed() && asked.friend().state() == FriendState.OUTGOING;
              return shown(made ? 201 : 200, asked.friend());
            });
  }

  private Future<Answer> accept(Call call) {
    return friends.accept(call.caller().user(), other(call)).compose(friend -> shown(200, friend));
  }

  private Future<Answer> end(Call call) {
    return friends.end(call.caller().user(), other(call)).map(done -> Answer.none());
  }

  private Future<Answer> list(Call call) {
    return friends
        .of(call.caller().user())
        .compose(
            all -> statuses(all).map(statuses -> Answer.ok(json -> write(json, all, statuses))));
  }

  private static void write(JsonGenerator json, List<Friend> all, Map<UserId, Status> statuses)
      throws IOException {
    json.writeArrayFieldStart("friends");
    for (Friend friend : all) {
      json.writeStartObject();
      Views.friend(json, friend, Optional.ofNullable(statuses.get(friend.user().userId())));
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private Future<Answer> shown(int status, Friend friend) {
    return statuses(List.of(friend))
        .map(
            statuses ->
                Answer.of(
                    status,
                    json ->
                        Views.friend(
                            json,
                            friend,
                            Optional.ofNullable(statuses.get(friend.user().userId())))));
  }

  /** Of friends, not of requests. The list is worth having without it too. */
  private Future<Map<UserId, Status>> statuses(List<Friend> all) {
    List<UserId> users =
        all.stream()
            .filter(friend -> friend.state() == FriendState.FRIENDS)
            .map(friend -> friend.user().userId())
            .toList();
    return users.isEmpty()
        ? Future.succeededFuture(Map.of())
        : presence.of(users).otherwise(Map.of());
  }

  private Future<Answer> block(Call call) {
    return friends.block(call.caller().user(), other(call)).map(done -> Answer.none());
  }

  private Future<Answer> unblock(Call call) {
    String other = call.path("userId");
    if (!Ids.isId(other)) {
      return Future.succeededFuture(Answer.none()); // nobody has blocked that
    }
    return friends.unblock(call.caller().user(), new UserId(other)).map(done -> Answer.none());
  }

  private Future<Answer> listBlocks(Call call) {
    return friends
        .blockedBy(call.caller().user())
        .map(blocked -> Answer.ok(json -> writeBlocked(json, blocked)));
  }

  private static void writeBlocked(JsonGenerator json, List<User> blocked) throws IOException {
    json.writeArrayFieldStart("blocks");
    for (User user : blocked) {
      json.writeStartObject();
      json.writeObjectFieldStart("user");
      Views.user(json, user);
      json.writeEndObject();
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static UserId other(Call call) {
    return call.pathId("userId", UserId::new);
  }
}
