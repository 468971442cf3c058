package io.sotong.launch;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Set;

/** Keys and certificates in files of RFC 7468's form. Blocks. */
final class Pem {
  private static final String KEY = "PRIVATE KEY";
  private static final String CERTIFICATE = "CERTIFICATE";
  private static final Base64.Encoder LINES =
      Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));

  private Pem() {}

  /** At least one; {@link GeneralSecurityException} if there is none, or something else. */
  static List<X509Certificate> certificates(Path file)
      throws IOException, GeneralSecurityException {
    List<X509Certificate> all =
        CertificateFactory.getInstance("X.509")
            .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(file)))
            .stream()
            .map(X509Certificate.class::cast)
            .toList();
    if (all.isEmpty()) {
      throw new GeneralSecurityException("no certificate");
    }
    return all;
  }

  /** A PKCS#8 key that is not encrypted, of {@code algorithm}. */
  static PrivateKey key(Path file, String algorithm) throws IOException, GeneralSecurityException {
    return key(Files.readString(file, StandardCharsets.US_ASCII), algorithm);
  }

  /** The same, from a text. */
  static PrivateKey key(String text, String algorithm) throws GeneralSecurityException {
    int begin = text.indexOf(begin(KEY));
    int end = text.indexOf(end(KEY));
    if (begin < 0 || end < begin) {
      throw new GeneralSecurityException("no key in PKCS#8");
    }
    byte[] bytes = Base64.getMimeDecoder().decode(text.substring(begin + begin(KEY).length(), end));
    return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(bytes));
  }

  /** Writes a new file; {@link java.nio.file.FileAlreadyExistsException} if it is there. */
  static void write(Path file, PrivateKey key) throws IOException {
    write(file, KEY, key.getEncoded());
  }

  /** Writes a new file; {@link java.nio.file.FileAlreadyExistsException} if it is there. */
  static void write(Path file, Certificate certificate)
      throws IOException, GeneralSecurityException {
    write(file, CERTIFICATE, certificate.getEncoded());
  }

  private static void write(Path file, String label, byte[] content) throws IOException {
    String text = begin(label) + '\n' + LINES.encodeToString(content) + '\n' + end(label) + '\n';
    try (var out =
        Files.newByteChannel(
            file,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            OwnersOnly.file(file.resolveSibling(".")))) {
      out.write(StandardCharsets.US_ASCII.encode(text));
    }
  }

  private static String begin(String label) {
    return "-----BEGIN " + label + "-----";
  }

  private static String end(String label) {
    return "-----END " + label + "-----";
  }
}
