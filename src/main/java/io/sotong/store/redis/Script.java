package io.sotong.store.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/** What Redis carries out as one: nothing comes between its steps. */
enum Script {
  ARRIVE,
  BEAT,
  LEAVE,
  EXPIRE,
  NODES;

  private final String text;
  private final String sha1;

  Script() {
    text = read("table") + read(name().toLowerCase(Locale.ROOT));
    try {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      sha1 = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** In Lua. */
  String text() {
    return text;
  }

  /** The name by which a server knows it that has carried it out before. */
  String sha1() {
    return sha1;
  }

  private static String read(String name) {
    try (InputStream in = Script.class.getResourceAsStream("/redis/" + name + ".lua")) {
      if (in == null) {
        throw new IllegalStateException("the jar lacks redis/" + name + ".lua");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
