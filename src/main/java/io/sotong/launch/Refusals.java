package io.sotong.launch;

import io.sotong.config.ConfigException;
import io.sotong.model.ChatException;
import io.sotong.servers.ServerException;
import io.sotong.store.StoreRefusal;
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
      if (each instanceof BindException) {
        return "A port is taken: " + each.getMessage() + ".";
      }
    }
    return "Sotong cannot start: " + cause;
  }

  /** Whether the operator can mend it. */
  static boolean isMisconfiguration(Throwable cause) {
    for (Throwable each = cause; each != null; each = each.getCause()) {
      if (each instanceof ConfigException
          || each instanceof StoreRefusal
          || each instanceof BindException) {
        return true;
      }
    }
    return false;
  }
}
