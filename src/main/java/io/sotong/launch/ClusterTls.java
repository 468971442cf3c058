package io.sotong.launch;

import static io.sotong.config.ConfigException.check;

import io.sotong.config.ConfigException;
import io.sotong.config.Settings;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;

/**
 * Mutual TLS on the clustered bus: whoever connects, and whoever is connected to, shows a
 * certificate of the cluster's authority, or is not talked to.
 *
 * <p>The name in the certificate is not compared with the address: Vert.x 5.0 turns that off for
 * the bus and lets nobody turn it on. So the authority must issue for this cluster only.
 */
final class ClusterTls {
  private ClusterTls() {}

  /**
   * Sets it up; blocks. {@link ConfigException} with one sentence if a file cannot be read, or the
   * three do not fit each other, or the certificate is out of date.
   */
  static void into(EventBusOptions bus, Settings.Tls tls) {
    X509Certificate certificate = certificates("certificate", tls.certificate()).get(0);
    check(
        certificates("authority", tls.authority()).stream()
            .anyMatch(authority -> issued(authority, certificate)),
        "cluster.tls.certificate was not issued by cluster.tls.authority.");
    try {
      certificate.checkValidity();
    } catch (CertificateException e) {
      throw new ConfigException(
          "cluster.tls.certificate is valid from "
              + certificate.getNotBefore().toInstant()
              + " to "
              + certificate.getNotAfter().toInstant()
              + " only.");
    }
    check(
        fit(key(tls.key(), certificate.getPublicKey()), certificate.getPublicKey()),
        "cluster.tls.key is not the key of cluster.tls.certificate.");
    bus.setSsl(true)
        .setClientAuth(ClientAuth.REQUIRED)
        .setTrustAll(false)
        .setEnabledSecureTransportProtocols(Set.of("TLSv1.3"))
        .setKeyCertOptions(
            new PemKeyCertOptions().addCertPath(tls.certificate()).addKeyPath(tls.key()))
        .setTrustOptions(new PemTrustOptions().addCertPath(tls.authority()));
  }

  private static List<X509Certificate> certificates(String setting, String file) {
    try {
      return Pem.certificates(Path.of(file));
    } catch (IOException | GeneralSecurityException e) {
      throw unreadable(setting, file, e);
    }
  }

  private static PrivateKey key(String file, PublicKey its) {
    try {
      return Pem.key(Path.of(file), its.getAlgorithm());
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      throw unreadable("key", file, e);
    }
  }

  private static ConfigException unreadable(String setting, String file, Exception e) {
    return new ConfigException("cluster.tls." + setting + ": " + file + " cannot be used: " + e);
  }

  private static boolean issued(X509Certificate authority, X509Certificate certificate) {
    try {
      certificate.verify(authority.getPublicKey());
      return true;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static boolean fit(PrivateKey key, PublicKey its) {
    byte[] anything = "sotong".getBytes(StandardCharsets.US_ASCII);
    String algorithm = "EC".equals(its.getAlgorithm()) ? "ECDSA" : its.getAlgorithm();
    try {
      Signature signature = Signature.getInstance("SHA256with" + algorithm);
      signature.initSign(key);
      signature.update(anything);
      byte[] signed = signature.sign();
      signature.initVerify(its);
      signature.update(anything);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }
}
