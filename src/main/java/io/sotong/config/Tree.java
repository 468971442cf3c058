package io.sotong.config;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Lays settings over each other. The defaults name every setting there is and, by their values, its
 * type: what they do not have is unknown, and refused.
 */
final class Tree {
  /** Names of settings whose values are never printed. */
  private static final Set<String> SECRETS = Set.of("password");

  private final JsonObject values;

  private Tree(JsonObject values) {
    this.values = values;
  }

  /** Lays files, in their order, and then the environment over the defaults. */
  static Tree of(
      JsonObject defaults, Map<String, JsonObject> files, Map<String, String> environment) {
    Tree tree = new Tree(defaults.copy());
    for (Map.Entry<String, JsonObject> file : files.entrySet()) {
      tree = tree.with(file.getKey(), file.getValue());
    }
    return tree.with(environment);
  }

  /** All of it, but for what must not be printed. */
  JsonObject redacted() {
    return redacted(values);
  }

  private static JsonObject redacted(JsonObject section) {
    JsonObject shown = new JsonObject();
    for (Map.Entry<String, Object> entry : section) {
      Object value = entry.getValue();
      if (value instanceof JsonObject inner) {
        shown.put(entry.getKey(), redacted(inner));
      } else if (SECRETS.contains(entry.getKey())) {
        shown.put(entry.getKey(), new Secret(value.toString()).toString());
      } else {
        shown.put(entry.getKey(), value);
      }
    }
    return shown;
  }

  /** Lays a file over it; {@code source} is how a refusal names the file. */
  private Tree with(String source, JsonObject over) {
    JsonObject laid = values.copy();
    lay(source, "", laid, over);
    return new Tree(laid);
  }

  /** Lays the environment over it: {@code SOTONG_API_PORT} is {@code api.port}. */
  private Tree with(Map<String, String> environment) {
    JsonObject laid = values.copy();
    Set<String> known = new HashSet<>();
    layEnvironment("SOTONG", laid, environment, known);
    for (String section : laid.fieldNames()) {
      refuseUnknown("SOTONG_" + upper(section) + '_', environment, known);
    }
    return new Tree(laid);
  }

  /** Other programs may have names that begin as ours do, but none that begin as a section. */
  private static void refuseUnknown(
      String section, Map<String, String> environment, Set<String> known) {
    for (String name : environment.keySet()) {
      if (name.startsWith(section) && !known.contains(name)) {
        throw new ConfigException(name + " in the environment: there is no such setting.");
      }
    }
  }

  JsonObject section(String name) {
    return values.getJsonObject(name);
  }

  String text(String name) {
    return values.getString(name);
  }

  private static void lay(String source, String path, JsonObject known, JsonObject over) {
    for (Map.Entry<String, Object> entry : over) {
      String name = path + entry.getKey();
      Object old = known.getValue(entry.getKey());
      if (old == null) {
        throw new ConfigException(source + ": there is no setting " + name + ".");
      }
      Object value = entry.getValue();
      if (old instanceof JsonObject section && value instanceof JsonObject inner) {
        lay(source, name + ".", section, inner);
      } else if (type(old).equals(type(value))) {
        known.put(entry.getKey(), value);
      } else {
        throw new ConfigException(
            source + ": " + name + " must be " + type(old) + ", not " + type(value) + ".");
      }
    }
  }

  private static void layEnvironment(
      String prefix, JsonObject laid, Map<String, String> environment, Set<String> known) {
    for (String key : List.copyOf(laid.fieldNames())) {
      String name = prefix + '_' + upper(key);
      Object old = laid.getValue(key);
      if (old instanceof JsonObject section) {
        layEnvironment(name, section, environment, known);
        continue;
      }
      known.add(name);
      if (environment.containsKey(name)) {
        laid.put(key, parse(name, old, environment.getOrDefault(name, "")));
      }
    }
  }

  private static Object parse(String name, Object old, String text) {
    if (old instanceof Number) {
      try {
        return Long.valueOf(text.strip());
      } catch (NumberFormatException e) {
        throw new ConfigException(name + " must be a whole number, not \"" + text + "\".");
      }
    }
    if (old instanceof JsonArray) {
      return new JsonArray(
          new ArrayList<>(
              Arrays.stream(text.split(",", -1))
                  .map(String::strip)
                  .filter(part -> !part.isEmpty())
                  .toList()));
    }
    return text;
  }

  private static String upper(String camelCase) {
    return camelCase.replaceAll("([a-z0-9])([A-Z])(?=[a-z])", "$1_$2").toUpperCase(Locale.ROOT);
  }

  private static String type(Object value) {
    if (value instanceof String) {
      return "a text";
    }
    if (value instanceof Integer || value instanceof Long) {
      return "a whole number";
    }
    if (value instanceof JsonArray) {
      return "a list";
    }
    return value instanceof JsonObject ? "a section" : "something else";
  }
}
