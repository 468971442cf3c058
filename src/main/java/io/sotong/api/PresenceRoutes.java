package io.sotong.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.sotong.account.Friends;
import io.sotong.channel.Memberships;
import io.sotong.model.ChannelId;
import io.sotong.model.ChatException;
import io.sotong.model.ErrorCode;
import io.sotong.model.Ids;
import io.sotong.model.UserId;
import io.sotong.presence.PresenceTable.Status;
import io.vertx.core.Future;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Who is online, for those who may know. */
public final class PresenceRoutes implements Routes {
  private final Friends friends;
  private final Memberships memberships;
  private final PresenceView presence;

  public PresenceRoutes(Friends friends, Memberships memberships, PresenceView presence) {
    this.friends = friends;
    this.memberships = memberships;
    this.presence = presence;
  }

  @Override
  public Map<String, Operation> operations() {
    return Map.of("getPresence", this::ofUsers, "getChannelPresence", this::ofChannel);
  }

  private Future<Answer> ofUsers(Call call) {
    List<UserId> asked =
        call.queryList("userIds").stream().filter(Ids::isId).distinct().map(UserId::new).toList();
    return show(call.caller().user(), asked);
  }

  private Future<Answer> ofChannel(Call call) {
    UserId viewer = call.caller().user();
    return memberships
        .of(call.pathId("channelId", ChannelId::new))
        .compose(
            found ->
                found.isPresent() && found.get().has(viewer)
                    ? show(viewer, found.get().usernames().keySet().stream().sorted().toList())
                    : Future.failedFuture(
                        new ChatException(ErrorCode.NOT_FOUND, "There is no such channel.")));
  }

  private Future<Answer> show(UserId viewer, List<UserId> asked) {
    return friends
        .visibleTo(viewer, asked)
        .compose(
            visible -> {
              List<UserId> shown = asked.stream().filter(visible::contains).toList();
              return presence
                  .of(shown)
                  .map(statuses -> Answer.ok(json -> write(json, shown, statuses)));
            });
  }

  private static void write(JsonGenerator json, List<UserId> users, Map<UserId, Status> statuses)
      throws IOException {
    json.writeArrayFieldStart("presence");
    for (UserId user : users) {
      json.writeStartObject();
      Views.presence(json, user, Optional.ofNullable(statuses.get(user)));
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
