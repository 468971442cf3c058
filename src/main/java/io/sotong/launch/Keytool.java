package io.sotong.launch;

import io.sotong.config.ConfigException;
import io.sotong.model.Ids;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStore.PrivateKeyEntry;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/**
 * The running Java's own {@code keytool}, which is part of every JRE: Java has no public API that
 * makes a certificate. Works in a directory that only we may read, with a password that is in no
 * command line. Blocks, some 0.5 s a call.
 */
final class Keytool {
  private static final String PASSWORD = "SOTONG_KEYS_PASSWORD";

  private final Path place;
  private final String password = Ids.next() + Ids.next();

  Keytool(Path place) {
    this.place = place;
  }

  /** A key with a certificate that it has issued itself. */
  PrivateKeyEntry selfSigned(String alias, String name, List<String> options) throws Exception {
    List<String> words =
        new ArrayList<>(
            List.of(
                "-genkeypair",
                "-alias",
                alias,
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=" + name));
    words.addAll(options);
    run(alias, words);
    return entry(alias);
  }

  /** The certificate of {@code alias}, which this place made, as {@code authority} issues it. */
  X509Certificate issue(PrivateKeyEntry authority, String alias, List<String> options)
      throws Exception {
    keep("authority", authority);
    Path request = place.resolve(alias + ".request");
    Path issued = place.resolve(alias + ".issued");
    run(alias, List.of("-certreq", "-alias", alias, "-file", request.toString()));
    List<String> words =
        new ArrayList<>(
            List.of(
                "-gencert",
                "-alias",
                "authority",
                "-rfc",
                "-infile",
                request.toString(),
                "-outfile",
                issued.toString()));
    words.addAll(options);
    run("authority", words);
    return Pem.certificates(issued).get(0);
  }

  private void run(String store, List<String> words) throws IOException, InterruptedException {
    Path tool = Path.of(System.getProperty("java.home"), "bin", "keytool");
    List<String> command = new ArrayList<>(List.of(tool.toString()));
    command.addAll(words);
    command.addAll(
        List.of(
            "-keystore",
            store(store).toString(),
            "-storetype",
            "PKCS12",
            "-storepass:env",
            PASSWORD));
    ProcessBuilder process = new ProcessBuilder(command).redirectErrorStream(true);
    process.environment().put(PASSWORD, password);
    Process running;
    try {
      running = process.start();
    } catch (IOException e) {
      throw new ConfigException(
          "This Java has no keytool: make the keys with a whole JRE or JDK (" + tool + ").");
    }
    running.getOutputStream().close();
    String said = new String(running.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (running.waitFor() != 0) {
      throw new IOException("keytool failed: " + said.strip());
    }
  }

  private PrivateKeyEntry entry(String alias) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store(alias))) {
      store.load(in, password.toCharArray());
    }
    PrivateKey key = (PrivateKey) store.getKey(alias, password.toCharArray());
    return new PrivateKeyEntry(key, store.getCertificateChain(alias));
  }

  private void keep(String alias, PrivateKeyEntry entry)
      throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, password.toCharArray());
    store.setKeyEntry(
        alias,
        entry.getPrivateKey(),
        password.toCharArray(),
        new Certificate[] {entry.getCertificate()});
    try (OutputStream out = Files.newOutputStream(store(alias))) {
      store.store(out, password.toCharArray());
    }
  }

  private Path store(String alias) {
    return place.resolve(alias + ".p12");
  }
}
