package io.sotong.blackbox;

import io.sotong.cluster.TestCluster;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The server under test, as its clients know it: the address of its API; everything else they learn
 * by asking.
 *
 * <p>{@link #shared()} is one server for all tests that need none of their own. With {@code
 * SOTONG_URL} (system property or environment) it is that instance instead, and {@link #process()}
 * is empty. With the system property {@code sotong.cluster} it is a cluster of three nodes.
 */
public final class Sotong {
  private static final AtomicLong NAMES = new AtomicLong();
  private static final String RUN =
      Long.toString(ProcessHandle.current().pid() * 1_000 + System.nanoTime() % 1_000, 36);

  private final URI api;
  private final @Nullable SotongProcess process;

  Sotong(URI api, @Nullable SotongProcess process) {
    this.api = api;
    this.process = process;
  }

  /** The one server of this test run, started on first use and stopped with the JVM. */
  public static Sotong shared() {
    return Shared.SOTONG;
  }

  public URI uri() {
    return api;
  }

  /** The process, when this test run started it. */
  public Optional<SotongProcess> process() {
    return Optional.ofNullable(process);
  }

  /** The HTTP API without a token. */
  public Api api() {
    return new Api(api, "");
  }

  /** A name that nobody in this test run, or in another against the same server, has taken. */
  public static String freshName(String stem) {
    return stem + "_" + RUN + "_" + NAMES.incrementAndGet();
  }

  /** Signs a new account up. */
  public Person signUp(String stem) {
    String username = freshName(stem);
    String password = "correct horse " + stem;
    JsonObject account =
        new JsonObject()
            .put("username", username)
            .put("password", password)
            .put("displayName", "The " + stem);
    JsonObject user = api().post("/users", account).is(201).json();
    return new Person(this, user.getString("userId"), username, password);
  }

  /** Signs a new account up and logs its first device in. */
  public Device arrive(String stem) {
    return signUp(stem).logIn();
  }

  private static final class Shared {
    static final Sotong SOTONG = given().orElseGet(Shared::start);

    static Sotong start() {
      return Boolean.getBoolean("sotong.cluster")
          ? TestCluster.shared().sotong(0)
          : SotongProcess.start().sotong();
    }

    static Optional<Sotong> given() {
      String url = System.getProperty("SOTONG_URL", System.getenv().getOrDefault("SOTONG_URL", ""));
      return url.isBlank() ? Optional.empty() : Optional.of(new Sotong(URI.create(url), null));
    }
  }
}
