package io.sotong.launch;

import io.sotong.config.ConfigException;
import io.sotong.config.Plan;
import io.sotong.config.Settings;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The configuration in force: from the jar, from beside the jar, from {@code --conf}, from the
 * environment.
 *
 * @param dev a try-out: servers need not be many enough to lose nothing
 */
record Effective(Settings settings, Plan plan, boolean dev, JsonObject values) {
  private static final String SETTINGS = "conf/sotong.json";
  private static final String VERTICLES = "verticles.json";

  /** Reads everything; {@link ConfigException} with one sentence if anything is wrong. */
  static Effective read(Arguments arguments, Path besideJar, Map<String, String> environment) {
    Path own = besideJar.resolve(VERTICLES);
    String source = Files.exists(own) ? own.toString() : VERTICLES;
    JsonObject verticles = Files.exists(own) ? file(own) : inJar(VERTICLES);
    Plan plan = Plan.read(source, verticles, arguments.role());
    Map<String, JsonObject> files = new LinkedHashMap<>();
    Path beside = besideJar.resolve(SETTINGS);
    if (Files.exists(beside)) {
      files.put(beside.toString(), file(beside));
    }
    arguments.conf().ifPresent(path -> files.put(path.toString(), file(path)));
    files.put("verticles.json, role " + plan.role(), plan.overrides());
    JsonObject defaults = inJar(SETTINGS);
    Settings settings = Settings.load(defaults, files, environment);
    Plan.checkRouter(source, verticles, plan, settings.profile());
    plan.checkQueue(settings);
    return new Effective(
        settings, plan, arguments.dev(), Settings.laid(defaults, files, environment));
  }

  /** Everything that is in force, as JSON. */
  String describe() {
    JsonObject kinds = new JsonObject();
    plan.kinds().forEach((kind, share) -> kinds.put(kind.text(), share.instances()));
    return values.copy().put("role", plan.role()).put("runs", kinds).encodePrettily();
  }

  /** Where the jar is; the working directory when run from classes. */
  static Path besideJar() {
    return jar().map(Path::getParent).orElse(Path.of(""));
  }

  /** The jar that this runs from; empty when run from classes. */
  static Optional<Path> jar() {
    try {
      return Optional.of(
              Path.of(Effective.class.getProtectionDomain().getCodeSource().getLocation().toURI()))
          .filter(Files::isRegularFile);
    } catch (java.net.URISyntaxException e) {
      return Optional.empty();
    }
  }

  private static JsonObject file(Path path) {
    try {
      return parse(path.toString(), Files.readString(path));
    } catch (java.nio.file.NoSuchFileException e) {
      throw new ConfigException("There is no file " + path + ".");
    } catch (IOException e) {
      throw new ConfigException(path + " cannot be read: " + e.getMessage() + ".");
    }
  }

  private static JsonObject inJar(String name) {
    try (InputStream in = Effective.class.getClassLoader().getResourceAsStream(name)) {
      if (in == null) {
        throw new ConfigException("This jar is not whole: " + name + " is missing in it.");
      }
      return parse(name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new ConfigException("This jar cannot be read: " + e.getMessage() + ".");
    }
  }

  private static JsonObject parse(String name, String text) {
    try {
      return new JsonObject(text);
    } catch (DecodeException e) {
      throw new ConfigException(
          name + " is not JSON: " + String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
    }
  }
}
