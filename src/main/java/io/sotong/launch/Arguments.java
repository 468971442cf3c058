package io.sotong.launch;

import io.sotong.config.ConfigException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * The command line.
 *
 * @param role which role of {@code verticles.json} to run
 * @param conf a settings file to be laid over the others
 * @param dev a try-out of the distributed profile with fewer servers than lose nothing
 */
record Arguments(Action action, String role, Optional<Path> conf, boolean dev) {

  /** What is asked for. */
  sealed interface Action {
    /** Run the service. */
    record Run() implements Action {}

    /** Validate, and print what would be in force. */
    record Check() implements Action {}

    /** Say what can be said. */
    record Help() implements Action {}

    /** Bring users, channels and messages from a file. */
    record Import(Path file) implements Action {}

    /** Print an access token. */
    record Token(String username) implements Action {}

    /** Make the search index anew. */
    record Reindex() implements Action {}

    /** Write the keys of a cluster. */
    record MakeKeys(Path directory) implements Action {}

    /** List the wake-ups that were given up, or have them tried again. */
    record PushDead(boolean replay) implements Action {}

    /** Run a whole cluster on this machine. */
    record DevCluster() implements Action {}
  }

  static final String USAGE =
      """
      Sotong, a chat server. One jar is the whole service.

      java -jar sotong.jar [OPTIONS]              run it; stop it with Ctrl-C
      java -jar sotong.jar import FILE [OPTIONS]  bring users, channels and messages from NDJSON
      java -jar sotong.jar token USER [OPTIONS]   print an access token for a user, for scripts
      java -jar sotong.jar reindex [OPTIONS]      make the search index anew from history
      java -jar sotong.jar keys DIR [OPTIONS]     write keys for TLS between the hosts of a cluster
      java -jar sotong.jar push-dead [OPTIONS]    list the pushes that were given up; --replay tries them again
      java -jar sotong.jar dev-cluster [OPTIONS]  run three nodes and all servers that they need, here

      --role ROLE   which role of verticles.json to run (default: all)
      --conf FILE   settings laid over conf/sotong.json
      --dev         a try-out: the distributed profile with one copy of each message
      --check       validate everything, print the effective configuration, do not start
      --help        this page

      Settings come from the jar, then conf/sotong.json and verticles.json beside the jar, then
      --conf, then the environment (SOTONG_API_PORT=9080 is api.port). conf/README.md explains each.
      """;

  static Arguments parse(String... words) {
    Deque<String> rest = new ArrayDeque<>(List.of(words));
    Action action = new Action.Run();
    String role = "all";
    Optional<Path> conf = Optional.empty();
    boolean dev = false;
    boolean replay = false;
    while (!rest.isEmpty()) {
      String word = rest.remove();
      switch (word) {
        case "--help", "-h", "help" -> action = new Action.Help();
        case "--check" -> action = new Action.Check();
        case "--role" -> role = value(word, rest);
        case "--dev" -> dev = true;
        case "--conf" -> conf = Optional.of(Path.of(value(word, rest)));
        case "import" -> action = new Action.Import(Path.of(value(word, rest)));
        case "token" -> action = new Action.Token(value(word, rest));
        case "reindex" -> action = new Action.Reindex();
        case "push-dead" -> action = new Action.PushDead(false);
        case "--replay" -> replay = true;
        case "dev-cluster" -> action = new Action.DevCluster();
        case "keys" -> action = new Action.MakeKeys(Path.of(value(word, rest)));
        default -> throw new ConfigException("There is no option " + word + "; see --help.");
      }
    }
    if (action instanceof Action.PushDead) {
      action = new Action.PushDead(replay);
    } else if (replay) {
      throw new ConfigException("--replay goes with push-dead; see --help.");
    }
    return new Arguments(action, role, conf, dev);
  }

  private static String value(String word, Deque<String> rest) {
    if (rest.isEmpty() || rest.element().startsWith("--")) {
      throw new ConfigException(word + " needs a value; see --help.");
    }
    return rest.remove();
  }
}
