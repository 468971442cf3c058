package io.sotong.launch;

import io.sotong.config.Push;
import io.sotong.push.Alarm;
import io.sotong.push.Pace;
import io.sotong.push.Provider;
import io.sotong.push.Providers;
import io.sotong.push.Subscription.App;
import io.sotong.push.Subscription.Browser;
import io.sotong.push.Subscription.Service;
import io.sotong.push.apns.Apns;
import io.sotong.push.fcm.Fcm;
import io.sotong.push.fcm.ServiceAccount;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.EnumMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The providers for which there are credentials, each at its own pace. */
final class PushProviders {
  private static final Logger LOG = LoggerFactory.getLogger(PushProviders.class);
  private static final int HTTPS = 443;

  private PushProviders() {}

  static Providers of(
      Vertx vertx,
      Provider<Browser> browsers,
      PushCredentials credentials,
      Push settings,
      Clock clock) {
    Map<Service, Provider<App>> apps = new EnumMap<>(Service.class);
    credentials.apns().ifPresent(key -> apps.put(Service.APNS, apns(vertx, key, settings, clock)));
    credentials.fcm().ifPresent(its -> apps.put(Service.FCM, fcm(vertx, its, settings, clock)));
    return new Providers(browsers, apps);
  }

  private static Provider<App> apns(Vertx vertx, Apns.Key key, Push settings, Clock clock) {
    Push.Apns its = settings.apns();
    URI server = its.server();
    int port = server.getPort() == -1 ? HTTPS : server.getPort();
    Apns.Options options =
        new Apns.Options(server.getHost(), port, its.topic(), settings.timeoutMs());
    try {
      Apns apns = Apns.open(vertx, key, options, clock, new Alarm(LOG::error, System::nanoTime));
      return new Pace<>(vertx, apns, its.perSecond(), its.atOnce(), System::nanoTime);
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(e); // every JDK has TLS 1.2, ES256 and this key's curve
    }
  }

  private static Provider<App> fcm(
      Vertx vertx, ServiceAccount account, Push settings, Clock clock) {
    Push.Fcm its = settings.fcm();
    Fcm.Options options = new Fcm.Options(its.server(), settings.timeoutMs(), its.atOnce());
    Fcm fcm = new Fcm(vertx, account, options, clock, new Alarm(LOG::error, System::nanoTime));
    return new Pace<>(vertx, fcm, its.perSecond(), its.atOnce(), System::nanoTime);
  }
}
