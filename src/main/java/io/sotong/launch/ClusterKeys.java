package io.sotong.launch;

import io.sotong.config.ConfigException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore.PrivateKeyEntry;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Comparator;
import java.util.List;
import java.util.SortedSet;
import java.util.stream.Stream;

/**
 * The keys of a cluster: an authority of its own, and for each host a certificate that it issued,
 * for both sides of a connection. EC P-256, PEM, readable by their owner only. Blocks.
 */
final class ClusterKeys {
  /** Ten years: a bus that stops on a forgotten day harms more than an old key. */
  private static final List<String> VALID = List.of("-validity", "3650", "-startdate", "-1d");

  private ClusterKeys() {}

  /**
   * Writes what is not there yet: {@code authority.pem} and {@code authority.key}, and for each
   * host {@code HOST.pem} and {@code HOST.key}. What is there is kept, so that a host can be added
   * later.
   */
  static void make(Path directory, SortedSet<String> hosts, PrintStream told) throws Exception {
    Files.createDirectories(directory);
    Path place = Files.createTempDirectory(directory, "making", OwnersOnly.directory(directory));
    try {
      Keytool keytool = new Keytool(place);
      PrivateKeyEntry authority = authority(directory, keytool, told);
      for (String host : hosts) {
        Path file = directory.resolve(host.replace(':', '_') + ".pem");
        if (Files.exists(file)) {
          told.println(file + " is there already");
        } else {
          node(file, host, authority, keytool);
          told.println(file + " is for cluster.host " + host);
        }
      }
    } finally {
      remove(place);
    }
  }

  private static PrivateKeyEntry authority(Path directory, Keytool keytool, PrintStream told)
      throws Exception {
    Path file = directory.resolve("authority.pem");
    if (Files.exists(file)) {
      return read(file);
    }
    PrivateKeyEntry made =
        keytool.selfSigned(
            "authority",
            "Sotong cluster authority",
            with("-ext", "bc:critical=ca:true,pathlen:0", "-ext", "ku:critical=keyCertSign"));
    Pem.write(keyOf(file), made.getPrivateKey());
    Pem.write(file, made.getCertificate());
    told.println(
        file + " goes to every node, " + keyOf(file).getFileName() + " to none: keep it safe");
    return made;
  }

  private static PrivateKeyEntry read(Path file) throws IOException {
    try {
      X509Certificate certificate = Pem.certificates(file).get(0);
      return new PrivateKeyEntry(
          Pem.key(keyOf(file), certificate.getPublicKey().getAlgorithm()),
          new Certificate[] {certificate});
    } catch (IOException | GeneralSecurityException e) {
      throw new ConfigException("The authority " + file + " cannot be used: " + e);
    }
  }

  private static void node(Path file, String host, PrivateKeyEntry authority, Keytool keytool)
      throws Exception {
    String alias = file.getFileName().toString();
    PrivateKeyEntry made = keytool.selfSigned(alias, host, List.of());
    X509Certificate issued =
        keytool.issue(
            authority,
            alias,
            with(
                "-ext",
                "san=" + (isAddress(host) ? "ip:" : "dns:") + host,
                "-ext",
                "ku:critical=digitalSignature",
                "-ext",
                "eku=serverAuth,clientAuth"));
    Pem.write(keyOf(file), made.getPrivateKey());
    Pem.write(file, issued);
  }

  private static List<String> with(String... options) {
    return Stream.concat(VALID.stream(), Stream.of(options)).toList();
  }

  private static boolean isAddress(String host) {
    return host.indexOf(':') >= 0 || host.matches("[0-9.]+");
  }

  private static Path keyOf(Path certificate) {
    String name = certificate.getFileName().toString();
    return certificate.resolveSibling(name.substring(0, name.length() - 4) + ".key");
  }

  private static void remove(Path place) throws IOException {
    try (Stream<Path> all = Files.walk(place)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }
}
