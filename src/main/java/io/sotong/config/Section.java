package io.sotong.config;

import static io.sotong.config.ConfigException.check;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/** One section of the settings, read by type; what cannot be is a {@link ConfigException}. */
record Section(String name, JsonObject values) {
  Section(String name, Tree tree) {
    this(name, tree.section(name));
  }

  String text(String key) {
    return values.getString(key);
  }

  int number(String key) {
    long value = values.getLong(key);
    check(
        value >= Integer.MIN_VALUE && value <= Integer.MAX_VALUE,
        name + '.' + key + " is too large.");
    return (int) value;
  }

  int port() {
    int port = number("port");
    check(port >= 0 && port <= 65_535, name + ".port must be 0 to 65535, not " + port + ".");
    return port;
  }

  Section section(String key) {
    return new Section(name + '.' + key, values.getJsonObject(key));
  }

  Secret secret(String key) {
    return new Secret(text(key));
  }

  List<String> list(String key) {
    JsonArray list = values.getJsonArray(key);
    for (Object each : list) {
      check(each instanceof String, name + '.' + key + " must be a list of texts.");
    }
    return list.stream().map(String.class::cast).toList();
  }

  Optional<URI> url(String key) {
    String text = text(key);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    String sentence =
        name + '.' + key + " must be a URL such as https://chat.example.org, not \"" + text + "\".";
    try {
      URI url = new URI(text);
      check(
          url.getHost() != null
              && ("http".equals(url.getScheme()) || "https".equals(url.getScheme())),
          sentence);
      return Optional.of(url);
    } catch (java.net.URISyntaxException e) {
      throw new ConfigException(sentence);
    }
  }
}
