package io.sotong.launch;

import io.sotong.config.ConfigException;
import io.sotong.config.Push;
import io.sotong.push.apns.Apns;
import io.sotong.push.fcm.ServiceAccount;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.interfaces.ECPrivateKey;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** By what Apple's and Google's push services know the operator; absent where there is none. */
record PushCredentials(Optional<Apns.Key> apns, Optional<ServiceAccount> fcm) {
  private static final Logger LOG = LoggerFactory.getLogger(PushCredentials.class);
  private static final int P256_BITS = 256;

  /** Reads them; blocks. {@link ConfigException} with one sentence if a file cannot be used. */
  static PushCredentials read(Push push) {
    return new PushCredentials(
        push.apns().isOn() ? Optional.of(apns(push.apns())) : Optional.empty(),
        push.fcm().isOn() ? Optional.of(fcm(push.fcm().account())) : Optional.empty());
  }

  /** Says once which are missing. */
  PushCredentials told() {
    if (apns.isEmpty()) {
      LOG.info("push.apns names no key: nobody is woken by APNs");
    }
    if (fcm.isEmpty()) {
      LOG.info("push.fcm names no service account: nobody is woken by FCM");
    }
    return this;
  }

  private static Apns.Key apns(Push.Apns settings) {
    try {
      ECPrivateKey key = (ECPrivateKey) Pem.key(Path.of(settings.key()), "EC");
      if (key.getParams().getOrder().bitLength() != P256_BITS) {
        throw new IOException("not a key on P-256");
      }
      return new Apns.Key(settings.keyId(), settings.teamId(), key);
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      throw unusable("push.apns.key", settings.key(), e);
    }
  }

  private static ServiceAccount fcm(String file) {
    try {
      JsonObject account = new JsonObject(Files.readString(Path.of(file)));
      return new ServiceAccount(
          field(account, "project_id"),
          field(account, "client_email"),
          field(account, "private_key_id"),
          Pem.key(field(account, "private_key"), "RSA"),
          tokenUri(field(account, "token_uri")));
    } catch (DecodeException e) {
      throw unusable("push.fcm.account", file, new IOException("not JSON"));
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      throw unusable("push.fcm.account", file, e);
    }
  }

  private static URI tokenUri(String text) throws IOException {
    URI uri = URI.create(text);
    if (uri.getHost() == null || !text.matches("https?://.*")) {
      throw new IOException("not a service account, for its token_uri is no URL");
    }
    return uri;
  }

  private static String field(JsonObject account, String name) throws IOException {
    if (account.getValue(name) instanceof String text && !text.isEmpty()) {
      return text;
    }
    throw new IOException("not a service account, for it has no " + name);
  }

  private static ConfigException unusable(String setting, String file, Exception e) {
    String why = String.valueOf(e.getMessage());
    return new ConfigException(
        setting
            + ": "
            + file
            + " cannot be used: "
            + e.getClass().getSimpleName()
            + (why.equals(file) ? "" : ", " + why.lines().findFirst().orElse(""))
            + '.');
  }
}
