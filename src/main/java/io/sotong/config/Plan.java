package io.sotong.config;

import static io.sotong.config.ConfigException.check;

import io.vertx.core.json.JsonObject;
import java.util.EnumMap;
import java.util.Map;

/**
 * Which kinds of verticle this process runs; what {@code verticles.json} says of its role.
 *
 * @param kinds what to run, and how many of each
 */
public record Plan(String role, Map<Kind, Share> kinds) {

  /**
   * How one kind runs.
   *
   * @param instances 1 to 64, each on an event loop of its own as far as there are loops
   * @param options settings of the kind's section that hold for this role only
   */
  public record Share(int instances, JsonObject options) {}

  /**
   * Reads a plan.
   *
   * @throws ConfigException if there is no such role, or it names what does not exist
   */
  public static Plan read(String source, JsonObject file, String role) {
    for (String field : file.fieldNames()) {
      check(field.equals("roles"), source + ": there is no setting " + field + ".");
    }
    check(
        file.getValue("roles") instanceof JsonObject,
        source + ": \"roles\" must map roles to kinds.");
    JsonObject roles = file.getJsonObject("roles");
    check(
        roles.getValue(role) instanceof JsonObject,
        source
            + ": there is no role \""
            + role
            + "\"; there are "
            + String.join(", ", roles.fieldNames())
            + ".");
    Map<Kind, Share> kinds = new EnumMap<>(Kind.class);
    for (Map.Entry<String, Object> entry : roles.getJsonObject(role)) {
      Kind kind = Kind.of(source, role, entry.getKey());
      kinds.put(kind, share(source + ": " + role + '.' + kind.text(), entry.getValue()));
    }
    check(!kinds.isEmpty(), source + ": role " + role + " runs nothing.");
    check(
        !kinds.containsKey(Kind.PUSH) || kinds.get(Kind.PUSH).instances() == 1,
        source + ": " + role + ".push.instances must be 1: one reads the queue for its process.");
    check(
        !kinds.containsKey(Kind.SEARCH) || kinds.get(Kind.SEARCH).instances() == 1,
        source + ": " + role + ".search.instances must be 1: one feeds the index for its process.");
    return new Plan(role, kinds);
  }

  /**
   * Makes sure that messages can be routed: by another node, or on the embedded profile by this
   * one.
   *
   * @throws ConfigException if nobody would
   */
  public static void checkRouter(String source, JsonObject file, Plan plan, Profile profile) {
    if (profile == Profile.EMBEDDED) {
      check(
          plan.kinds().containsKey(Kind.ROUTER),
          source
              + ": role "
              + plan.role()
              + " runs no router, and on the embedded profile there is no other node to run one.");
      return;
    }
    JsonObject roles = file.getJsonObject("roles");
    check(
        roles.fieldNames().stream()
            .anyMatch(role -> read(source, file, role).kinds().containsKey(Kind.ROUTER)),
        source + ": no role runs a router, so no message would be taken.");
  }

  /**
   * Makes sure that push has a queue.
   *
   * @throws ConfigException if it is not said where that is
   */
  public void checkQueue(Settings settings) {
    check(
        !kinds.containsKey(Kind.PUSH)
            || settings.profile() == Profile.EMBEDDED
            || !settings.backends().kafka().servers().isEmpty(),
        "kafka.servers must name a server where the kind push runs, on the distributed profile.");
  }

  private static Share share(String name, Object value) {
    check(value instanceof JsonObject, name + " must be a section.");
    JsonObject section = (JsonObject) value;
    for (String field : section.fieldNames()) {
      check(
          field.equals("instances") || field.equals("options"),
          name + ": there is no setting " + field + ".");
    }
    Object instances = section.getValue("instances", 1);
    check(
        instances instanceof Integer number && number >= 1 && number <= 64,
        name + ".instances must be 1 to 64.");
    Object options = section.getValue("options", new JsonObject());
    check(options instanceof JsonObject, name + ".options must be a section.");
    return new Share((Integer) instances, (JsonObject) options);
  }

  /** The options as a settings file: the bridge's section is {@code chat}. */
  public JsonObject overrides() {
    JsonObject overrides = new JsonObject();
    kinds.forEach(
        (kind, share) -> {
          if (!share.options().isEmpty()) {
            overrides.put(kind == Kind.BRIDGE ? "chat" : kind.text(), share.options());
          }
        });
    return overrides;
  }
}
