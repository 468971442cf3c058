package io.sotong.launch;

import io.sotong.config.ConfigException;
import io.sotong.model.ChatException;
import io.sotong.servers.ServerException;
import io.sotong.store.StoreRefusal;
import io.vertx.core.Future;
import java.io.IOException;
import java.net.BindException;

/** Why a start failed, as an operator wants to read it. */
final class Refusals {
  private Refusals() {}

  /** One sentence; an accident keeps its name, so that it can be looked for. */
  static String sentence(Throwable cause) {
    for (Throwable each = cause; each != null; each = each.getCause()) {
      if (each instanceof ConfigException || each instanceof StoreRefusal) {
        return String.valueOf(each.getMessage());
      }
      if (each instanceof ServerException) {
        return String.valueOf(each.getMessage());
      }
      if (each instanceof ChatException refusal) {
        return refusal.code().text() + ": " + refusal.detail();
      }
    }
    return "Sotong cannot start: " + cause;
  }

  /** Whether the operator can mend it. */
  static boolean isMisconfiguration(Throwable cause) {
    for (Throwable each = cause; each != null; each = each.getCause()) {
      if (each instanceof ConfigException || each instanceof StoreRefusal) {
        return true;
      }
    }
    return false;
  }

  /** Says which setting names the port, if {@code listening} fails because it is taken. */
  static <T> Future<T> naming(String setting, int port, Future<T> listening) {
    return listening.recover(
        cause ->
            Future.failedFuture(
                isTaken(cause)
                    ? new ConfigException(
                        setting + " is " + port + ", a port that another program has taken.")
                    : cause));
  }

  /** The native transport has no exception of its own for it, and names it in the message. */
  private static boolean isTaken(Throwable cause) {
    for (Throwable each = cause; each != null; each = each.getCause()) {
      if (each instanceof BindException
          || each instanceof IOException && String.valueOf(each.getMessage()).contains("in use")) {
        return true;
      }
    }
    return false;
  }
}
