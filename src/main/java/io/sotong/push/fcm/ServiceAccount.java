package io.sotong.push.fcm;

import java.net.URI;
import java.security.PrivateKey;

/**
 * On whose behalf Google is asked: what stands in the file that its console gives out.
 *
 * @param project the id of the project that the app belongs to
 * @param keyId the name of the key
 * @param key RSA
 * @param tokenUri where access tokens are given out
 */
public record ServiceAccount(
    String project, String email, String keyId, PrivateKey key, URI tokenUri) {
  @Override
  public String toString() {
    return "ServiceAccount[" + email + ", redacted]";
  }
}
