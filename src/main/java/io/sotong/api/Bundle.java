package io.sotong.api;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The files that the client's page is made of, found by following it from {@code index.html}: what
 * it names, and what its modules import. Together they have one version, a hash of all their bytes,
 * which stands in the address of each; so a browser may keep every one of them for good. The page
 * itself has such an address too: who keeps a version needs the page that names its very files,
 * while {@code /} may be answered by a server of another one.
 */
final class Bundle {
  private static final String WEB = "web/";
  private static final String WEBJARS = "META-INF/resources/webjars/";
  private static final int VERSION_BYTES = 8;

  /** What {@code index.html} takes from here, but for what must keep its address. */
  private static final Pattern NAMED =
      Pattern.compile("(?:src|href)=\"/((?:js|css|vendor|webjars)/[^\"]+)\"");

  /** A module that another one imports, or passes on, or makes a worker of. */
  private static final Pattern IMPORTED =
      Pattern.compile("(?:from|import|new URL\\() ?'(\\.[^']+\\.js)'");

  /** Those that a worker needs without their hash. */
  private static final List<String> UNVERSIONED =
      List.of("/early.js", "/icon.svg", "/manifest.webmanifest");

  /** The page among the files of its version. */
  static final String PAGE = "index.html";

  private final String version;
  private final String index;
  private final String worker;
  private final Map<String, String> resources;

  private Bundle(Map<String, byte[]> files, String index, String worker) {
    this.version = hash(files, index + worker);
    this.index = index;
    this.worker = worker;
    this.resources =
        files.keySet().stream()
            .collect(Collectors.toUnmodifiableMap(path -> path, Bundle::resource));
  }

  /** Reads them all, which blocks for some milliseconds. */
  static Bundle load() {
    String index = text("web/index.html");
    Map<String, byte[]> files = new LinkedHashMap<>();
    Deque<String> found = new ArrayDeque<>();
    Matcher named = NAMED.matcher(index);
    while (named.find()) {
      found.add(named.group(1));
    }
    while (!found.isEmpty()) {
      String path = found.remove();
      if (files.containsKey(path)) {
        continue;
      }
      byte[] bytes = bytes(resource(path));
      files.put(path, bytes);
      if (path.startsWith("js/")) {
        Matcher imported = IMPORTED.matcher(new String(bytes, StandardCharsets.UTF_8));
        while (imported.find()) {
          found.add(URI.create(path).resolve(imported.group(1)).toString());
        }
      }
    }
    return new Bundle(files, index, text("web/sw.js"));
  }

  /** Of all files together, fit for an address. */
  String version() {
    return version;
  }

  /** The resource behind a file's path, if it is one of these. */
  Optional<String> find(String path) {
    return Optional.ofNullable(resources.get(path));
  }

  /** {@code index.html} with the versioned addresses, and every module asked for at once. */
  String index() {
    String preloads =
        resources.keySet().stream()
            .filter(path -> path.startsWith("js/") && !index.contains("/" + path))
            .filter(path -> !path.endsWith("-worker.js"))
            .sorted()
            .map(path -> "    <link rel=\"modulepreload\" href=\"" + address(path) + "\">\n")
            .collect(Collectors.joining());
    return NAMED
        .matcher(index)
        .replaceAll(found -> found.group().replace("/" + found.group(1), address(found.group(1))))
        .replace("  </head>", preloads + "  </head>");
  }

  /** The service worker that keeps this version. */
  String worker() {
    Stream<String> versioned =
        Stream.concat(Stream.of(PAGE), resources.keySet().stream().sorted()).map(this::address);
    String files = Stream.concat(UNVERSIONED.stream(), versioned).collect(Collectors.joining(" "));
    return worker
        .replace("@version@", version)
        .replace("@page@", address(PAGE))
        .replace("@files@", files);
  }

  private String address(String path) {
    return "/a/" + version + '/' + path;
  }

  private static String resource(String path) {
    return path.startsWith("webjars/") ? WEBJARS + path.substring("webjars/".length()) : WEB + path;
  }

  private static String hash(Map<String, byte[]> files, String others) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(others.getBytes(StandardCharsets.UTF_8));
      files.forEach(
          (path, bytes) -> {
            digest.update(path.getBytes(StandardCharsets.UTF_8));
            digest.update(bytes);
          });
      return HexFormat.of().formatHex(digest.digest(), 0, VERSION_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every JDK has it
    }
  }

  private static String text(String resource) {
    return new String(bytes(resource), StandardCharsets.UTF_8);
  }

  private static byte[] bytes(String resource) {
    try (InputStream in = Bundle.class.getClassLoader().getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("the page needs " + resource + ", which is not there");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
