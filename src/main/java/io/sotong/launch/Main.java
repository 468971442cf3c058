package io.sotong.launch;

import io.sotong.config.ConfigException;
import io.sotong.launch.Arguments.Action;
import java.time.Clock;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** The jar's way in. Exit codes: 0 done, 1 failed, 2 misconfigured. */
public final class Main {
  private static final int FAILED = 1;
  private static final int MISCONFIGURED = 2;
  private static final long START_MINUTES = 2;
  private static final Clock CLOCK = Clock.systemUTC();

  private Main() {}

  /** Does what the words ask for; see {@code --help}. */
  public static void main(String... words) {
    // What libraries tell by the JDK's logging goes where the rest goes.
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
    try {
      int code = act(Arguments.parse(words));
      if (code != 0) {
        System.exit(code);
      }
    } catch (ConfigException e) {
      System.err.println(e.getMessage());
      System.exit(MISCONFIGURED);
    }
  }

  private static int act(Arguments arguments) {
    if (arguments.action() instanceof Action.Help) {
      System.out.print(Arguments.USAGE);
      return 0;
    }
    Effective effective = Effective.read(arguments, Effective.besideJar(), System.getenv());
    if (arguments.action() instanceof Action.Check) {
      PushCredentials.read(effective.settings().push());
      System.out.println(effective.describe());
      return 0;
    }
    return guarded(
        () -> {
          if (arguments.action() instanceof Action.Import bring) {
            new Commands(effective, CLOCK).bring(bring.file());
          } else if (arguments.action() instanceof Action.Token token) {
            new Commands(effective, CLOCK).token(token.username());
          } else if (arguments.action() instanceof Action.Reindex) {
            new Commands(effective, CLOCK).reindex();
          } else if (arguments.action() instanceof Action.MakeKeys make) {
            new Commands(effective, CLOCK).keys(make.directory());
          } else if (arguments.action() instanceof Action.PushDead dead) {
            new Commands(effective, CLOCK).pushDead(dead.replay());
          } else if (arguments.action() instanceof Action.DevCluster) {
            new DevCluster(effective).run();
          } else {
            run(effective);
          }
        });
  }

  private static void run(Effective effective) throws TimeoutException {
    Node node = new Node(effective, CLOCK);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(node), "sotong-stop"));
    System.out.println(node.start().await(START_MINUTES, TimeUnit.MINUTES));
  }

  private interface Work {
    void run() throws Exception;
  }

  private static int guarded(Work work) {
    try {
      work.run();
      return 0;
    } catch (ConfigException e) {
      throw e;
    } catch (TimeoutException e) {
      System.err.println("It took longer than it may.");
      return FAILED;
    } catch (Exception e) {
      Throwable cause = e instanceof CompletionException && e.getCause() != null ? e.getCause() : e;
      System.err.println(Refusals.sentence(cause));
      return Refusals.isMisconfiguration(cause) ? MISCONFIGURED : FAILED;
    }
  }

  private static void stop(Node node) {
    try {
      node.stop().await(START_MINUTES, TimeUnit.MINUTES);
    } catch (Exception e) {
      System.err.println("Sotong did not stop cleanly: " + e.getMessage());
    }
  }
}
