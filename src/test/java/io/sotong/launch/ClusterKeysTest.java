package io.sotong.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sotong.config.ConfigException;
import io.sotong.config.Settings.Tls;
import io.vertx.core.eventbus.EventBusOptions;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterKeysTest {
  private static final PrintStream NOWHERE = new PrintStream(OutputStream.nullOutputStream());

  @TempDir static Path place;
  private static Path keys;
  private static Path strangers;

  @BeforeAll
  static void make() throws Exception {
    keys = place.resolve("keys");
    strangers = place.resolve("strangers");
    make(keys, "127.0.0.1", "chat2.example.org");
    make(strangers, "127.0.0.1");
  }

  private static void make(Path directory, String... hosts) throws Exception {
    ClusterKeys.make(directory, new TreeSet<>(List.of(hosts)), NOWHERE);
  }

  private static X509Certificate certificate(String name) throws Exception {
    return Pem.certificates(keys.resolve(name)).get(0);
  }

  private static Tls tls(Path certificate, Path key, Path authority) {
    return new Tls(certificate.toString(), key.toString(), authority.toString());
  }

  @Test
  void aNodesCertificateIsIssuedByTheAuthorityForBothSidesOfAConnection() throws Exception {
    X509Certificate node = certificate("chat2.example.org.pem");
    PKIXParameters trust =
        new PKIXParameters(Set.of(new TrustAnchor(certificate("authority.pem"), null)));
    trust.setRevocationEnabled(false);
    CertPathValidator.getInstance("PKIX")
        .validate(CertificateFactory.getInstance("X.509").generateCertPath(List.of(node)), trust);
    assertThat(node.getExtendedKeyUsage())
        .containsExactlyInAnyOrder("1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2");
    assertThat(node.getBasicConstraints()).isEqualTo(-1);
    assertThat(((ECPublicKey) node.getPublicKey()).getParams().getOrder().bitLength())
        .isEqualTo(256);
  }

  @Test
  void aCertificateNamesItsHost() throws Exception {
    assertThat(certificate("chat2.example.org.pem").getSubjectAlternativeNames())
        .containsExactly(List.of(2, "chat2.example.org"));
    assertThat(certificate("127.0.0.1.pem").getSubjectAlternativeNames())
        .containsExactly(List.of(7, "127.0.0.1"));
  }

  @Test
  void onlyTheirOwnerMayReadThemAndNothingElseIsLeft() throws Exception {
    try (Stream<Path> all = Files.list(keys)) {
      assertThat(all)
          .allSatisfy(
              file ->
                  assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                      .isEqualTo("rw-------"))
          .extracting(file -> file.getFileName().toString())
          .containsExactlyInAnyOrder(
              "authority.pem",
              "authority.key",
              "127.0.0.1.pem",
              "127.0.0.1.key",
              "chat2.example.org.pem",
              "chat2.example.org.key");
    }
  }

  @Test
  void aHostIsAddedLaterAndWhatIsThereIsKept() throws Exception {
    Path more = place.resolve("more");
    make(more, "10.0.0.1");
    byte[] authority = Files.readAllBytes(more.resolve("authority.pem"));
    byte[] first = Files.readAllBytes(more.resolve("10.0.0.1.pem"));
    make(more, "10.0.0.1", "10.0.0.2");
    assertThat(more.resolve("authority.pem")).hasBinaryContent(authority);
    assertThat(more.resolve("10.0.0.1.pem")).hasBinaryContent(first);
    X509Certificate second = Pem.certificates(more.resolve("10.0.0.2.pem")).get(0);
    second.verify(Pem.certificates(more.resolve("authority.pem")).get(0).getPublicKey());
  }

  @Test
  void keysThatFitAreTaken() {
    EventBusOptions bus = new EventBusOptions();
    ClusterTls.into(
        bus,
        tls(
            keys.resolve("127.0.0.1.pem"),
            keys.resolve("127.0.0.1.key"),
            keys.resolve("authority.pem")));
    assertThat(bus.isSsl()).isTrue();
  }

  @Test
  void whatDoesNotFitIsRefusedInOneSentence() {
    Path certificate = keys.resolve("127.0.0.1.pem");
    Path key = keys.resolve("127.0.0.1.key");
    Path authority = keys.resolve("authority.pem");
    refused(
        tls(certificate, key, strangers.resolve("authority.pem")),
        "cluster.tls.certificate was not issued by cluster.tls.authority.");
    refused(
        tls(certificate, keys.resolve("chat2.example.org.key"), authority),
        "cluster.tls.key is not the key of cluster.tls.certificate.");
    refused(tls(certificate, certificate, authority), "cluster.tls.key: ");
    refused(tls(keys.resolve("none.pem"), key, authority), "cluster.tls.certificate: ");
    refused(tls(certificate, key, key), "cluster.tls.authority: ");
  }

  @Test
  void oneOfTheThreeFilesAloneIsRefused() {
    assertThatThrownBy(() -> new Tls("a.pem", "", "")).isInstanceOf(ConfigException.class);
    assertThatThrownBy(() -> new Tls("a.pem", "a.key", "")).isInstanceOf(ConfigException.class);
    assertThat(new Tls("", "", "").isOn()).isFalse();
  }

  private static void refused(Tls tls, String sentence) {
    assertThatThrownBy(() -> ClusterTls.into(new EventBusOptions(), tls))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith(sentence);
  }
}
