package io.sotong.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.sotong.channel.ChannelAccess;
import io.sotong.channel.ChannelChanges;
import io.sotong.channel.ChannelList;
import io.sotong.channel.ChannelList.Item;
import io.sotong.channel.ChannelRules;
import io.sotong.channel.Channels.Changed;
import io.sotong.channel.Wish;
import io.sotong.model.Channel;
import io.sotong.model.ChannelId;
import io.sotong.model.ChatException;
import io.sotong.model.ErrorCode;
import io.sotong.model.Ids;
import io.sotong.model.UserId;
import io.sotong.protocol.Pushes;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Channels and who is in them. */
public final class ChannelRoutes implements Routes {
  private static final int PAGE = 50;

  private final ChannelChanges changes;
  private final ChannelAccess access;
  private final ChannelList list;

  public ChannelRoutes(ChannelChanges changes, ChannelAccess access, ChannelList list) {
    this.changes = changes;
    this.access = access;
    this.list = list;
  }

  @Override
  public Map<String, Operation> operations() {
    return Map.of(
        "createChannel", this::create,
        "listChannels", this::listOwn,
        "getChannel", this::get,
        "renameChannel", this::rename,
        "addMember", this::add,
        "removeMember", this::remove);
  }

  private Future<Answer> create(Call call) {
    JsonObject wanted = call.body();
    boolean direct = wanted.getString("kind").equals(Channel.Kind.DIRECT.text());
    UserId creator = call.caller().user();
    Future<Changed> made =
        direct
            ? changes.direct(creator, user(wanted.getString("userId")))
            : changes.group(creator, name(wanted), members(wanted));
    return made.map(
        done -> Answer.of(done.changed() ? 201 : 200, json -> Pushes.write(json, done.channel())));
  }

  private static UserId user(String id) {
    if (!Ids.isId(id)) {
      throw new ChatException(ErrorCode.NOT_FOUND, "There is no such user.");
    }
    return new UserId(id);
  }

  private static String name(JsonObject wanted) {
    String name = wanted.getString("name");
    InvalidFields.check().that(ChannelRules.isName(name), "name", ChannelRules.NAME).done();
    return name;
  }

  private static List<UserId> members(JsonObject wanted) {
    List<String> ids = wanted.getJsonArray("memberIds").stream().map(String::valueOf).toList();
    InvalidFields.check()
        .that(ids.stream().allMatch(Ids::isId), "memberIds", "A member does not exist.")
        .done();
    return ids.stream().map(UserId::new).toList();
  }

  private Future<Answer> listOwn(Call call) {
    int limit = (int) call.queryNumber("limit").orElse(PAGE);
    return list.page(call.caller().user(), call.query("after"), limit)
        .map(page -> Answer.ok(json -> write(json, page)));
  }

  private Future<Answer> get(Call call) {
    UserId user = call.caller().user();
    return access
        .of(channel(call), user)
        .compose(view -> list.one(user, view))
        .map(item -> Answer.ok(json -> write(json, item)));
  }

  private Future<Answer> rename(Call call) {
    Wish wish = new Wish.Rename(call.caller().user(), name(call.body()));
    return change(call, wish);
  }

  private Future<Answer> add(Call call) {
    return change(call, new Wish.Add(call.caller().user(), member(call)));
  }

  private Future<Answer> remove(Call call) {
    return change(call, new Wish.Remove(call.caller().user(), member(call)))
        .map(done -> Answer.none());
  }

  private Future<Answer> change(Call call, Wish wish) {
    return changes
        .change(channel(call), wish)
        .map(channel -> Answer.ok(json -> Pushes.write(json, channel)));
  }

  private static ChannelId channel(Call call) {
    return call.pathId("channelId", ChannelId::new);
  }

  private static UserId member(Call call) {
    return call.pathId("userId", UserId::new);
  }

  private static void write(JsonGenerator json, ChannelList.Page page) throws IOException {
    json.writeArrayFieldStart("channels");
    for (Item item : page.items()) {
      json.writeStartObject();
      write(json, item);
      json.writeEndObject();
    }
    json.writeEndArray();
    if (page.next().isPresent()) {
      json.writeStringField("next", page.next().get());
    }
  }

  private static void write(JsonGenerator json, Item item) throws IOException {
    Pushes.write(json, item.channel());
    if (item.lastMessage().isPresent()) {
      json.writeObjectFieldStart("lastMessage");
      Pushes.write(json, item.lastMessage().get());
      json.writeEndObject();
    }
    json.writeNumberField("unreadCount", item.unreadCount());
    json.writeNumberField("readSeq", item.readSeq());
  }
}
