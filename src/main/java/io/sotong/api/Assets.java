package io.sotong.api;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Serves files of the class path, each read once and kept, with a copy that is compressed already.
 * Only these are ever compressed: an answer that holds secrets never is. One for all instances.
 */
final class Assets {
  private static final Pattern PATH = Pattern.compile("(?:[0-9A-Za-z@_-][0-9A-Za-z@_.-]*/)*[^/]+");
  private static final Map<String, String> TYPES =
      Map.ofEntries(
          Map.entry("html", "text/html; charset=utf-8"),
          Map.entry("js", "text/javascript; charset=utf-8"),
          Map.entry("mjs", "text/javascript; charset=utf-8"),
          Map.entry("css", "text/css; charset=utf-8"),
          Map.entry("json", "application/json"),
          Map.entry("yaml", "application/yaml"),
          Map.entry("map", "application/json"),
          Map.entry("webmanifest", "application/manifest+json"),
          Map.entry("svg", "image/svg+xml"),
          Map.entry("png", "image/png"),
          Map.entry("ico", "image/x-icon"),
          Map.entry("woff2", "font/woff2"),
          Map.entry("txt", "text/plain; charset=utf-8"));

  /** What bears the hash of its content in its address need never be asked for again. */
  static final String FOR_GOOD = "public, max-age=31536000, immutable";

  /** To be asked for each time, and answered in few bytes where nothing is new. */
  static final String ASK_AGAIN = "no-cache";

  private final Vertx vertx;
  private final Map<String, Asset> known = new ConcurrentHashMap<>();

  Assets(Vertx vertx) {
    this.vertx = vertx;
  }

  /** Bytes to be served. */
  private record Asset(String type, String tag, Buffer plain, Buffer gzip) {
    static Asset of(String type, byte[] bytes) throws IOException {
      ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length / 2 + 64);
      try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
        gzip.write(bytes);
      }
      return new Asset(type, tag(bytes), Buffer.buffer(bytes), Buffer.buffer(out.toByteArray()));
    }

    private static String tag(byte[] bytes) {
      try {
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
        return '"' + HexFormat.of().formatHex(hash, 0, 12) + '"';
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException(e); // every JDK has it
      }
    }
  }

  /**
   * Answers with the file {@code path} under {@code folder}, or goes on if there is none.
   *
   * @param caching the answer's {@code Cache-Control}
   */
  void serve(RoutingContext ctx, String folder, String path, String caching) {
    String type = TYPES.get(path.substring(path.lastIndexOf('.') + 1));
    if (type == null || !PATH.matcher(path).matches() || path.contains("..")) {
      ctx.next();
      return;
    }
    String name = folder + path;
    Asset asset = known.get(name);
    if (asset != null) {
      write(ctx, asset, caching);
      return;
    }
    vertx
        .executeBlocking(() -> read(name, type), false)
        .onComplete(
            read -> {
              if (read.failed()) {
                Problems.answer(ctx, read.cause());
              } else if (read.result() == null) {
                ctx.next();
              } else {
                write(ctx, read.result(), caching);
              }
            });
  }

  /** Keeps bytes that no file holds, to be served as {@code name}. */
  void keep(String name, Buffer bytes) {
    try {
      String type = TYPES.getOrDefault(name.substring(name.lastIndexOf('.') + 1), "");
      known.put(name, Asset.of(type, bytes.getBytes()));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e); // memory does not fail
    }
  }

  private @Nullable Asset read(String name, String type) throws IOException {
    try (InputStream in = Assets.class.getClassLoader().getResourceAsStream(name)) {
      if (in == null) {
        return null;
      }
      Asset asset = Asset.of(type, in.readAllBytes());
      known.put(name, asset);
      return asset;
    }
  }

  private static void write(RoutingContext ctx, Asset asset, String caching) {
    HttpServerResponse response = ctx.response();
    response
        .putHeader(HttpHeaders.CONTENT_TYPE, asset.type)
        .putHeader(HttpHeaders.CACHE_CONTROL, caching)
        .putHeader(HttpHeaders.VARY, "Accept-Encoding")
        .putHeader(HttpHeaders.ETAG, asset.tag);
    if (asset.tag.equals(ctx.request().getHeader(HttpHeaders.IF_NONE_MATCH))) {
      response.setStatusCode(304).end();
      return;
    }
    String accepted = ctx.request().getHeader(HttpHeaders.ACCEPT_ENCODING);
    if (accepted != null
        && accepted.contains("gzip")
        && asset.gzip.length() < asset.plain.length()) {
      response.putHeader(HttpHeaders.CONTENT_ENCODING, "gzip").end(asset.gzip);
    } else {
      response.end(asset.plain);
    }
  }
}
