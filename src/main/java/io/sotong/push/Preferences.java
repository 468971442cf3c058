package io.sotong.push;

import io.sotong.model.ChannelId;
import io.sotong.model.Ids;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a user wants of pushes, as it stands in the account's free-form settings: {@code {"push":
 * {"preview": false, "muted": ["<channelId>"]}}}. What is not there, or is something else, is as if
 * nothing was said.
 *
 * @param preview whether what was written may be shown
 * @param muted channels that wake only whom they mention
 */
public record Preferences(boolean preview, Set<ChannelId> muted) {
  /** Of a user who said nothing. */
  public static final Preferences NONE = new Preferences(true, Set.of());

  /** Reads them from the settings, a JSON object. */
  public static Preferences read(String settings) {
    try {
      return new JsonObject(settings).getValue("push") instanceof JsonObject push
          ? new Preferences(!Boolean.FALSE.equals(push.getValue("preview")), muted(push))
          : NONE;
    } catch (DecodeException e) {
      return NONE;
    }
  }

  private static Set<ChannelId> muted(JsonObject push) {
    return push.getValue("muted") instanceof JsonArray muted
        ? muted.stream()
            .flatMap(each -> each instanceof String id ? Optional.of(id).stream() : null)
            .filter(Ids::isId)
            .map(ChannelId::new)
            .collect(Collectors.toUnmodifiableSet())
        : Set.of();
  }
}
