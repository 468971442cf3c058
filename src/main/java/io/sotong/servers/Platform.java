package io.sotong.servers;

import java.util.Locale;

/** The machine, as makers of programs name it. */
final class Platform {
  private Platform() {}

  static String system() {
    String name = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    return name.contains("mac") ? "darwin" : name;
  }

  static String processor() {
    String name = System.getProperty("os.arch", "");
    return switch (name) {
      case "x86_64" -> "amd64";
      case "aarch64" -> "arm64";
      default -> name;
    };
  }
}
