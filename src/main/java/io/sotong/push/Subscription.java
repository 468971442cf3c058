package io.sotong.push;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a device gave to be pushed to. */
public sealed interface Subscription {
  /** By whom it is woken, as PROTOCOL.md names providers. */
  String provider();

  /** Where that provider finds the device; no other device has the same with it. */
  String address();

  /**
   * A browser: the pusher's part of the W3C's {@code PushSubscription}.
   *
   * @param endpoint the URL at which its push service takes messages for it
   * @param p256dh its public key, Base64
   * @param auth its secret, Base64
   */
  record Browser(String endpoint, String p256dh, String auth) implements Subscription {
    public static final String PROVIDER = "webpush";

    @Override
    public String provider() {
      return PROVIDER;
    }

    @Override
    public String address() {
      return endpoint;
    }

    @Override
    public String toString() {
      return "Browser[redacted]"; // who knows the endpoint can push to it
    }
  }

  /**
   * An app on a phone.
   *
   * @param token by which its service knows the app on this device
   */
  record App(Service service, String token) implements Subscription {
    public App {
      token = service == Service.APNS ? token.toLowerCase(Locale.ROOT) : token; // it is hex
    }

    @Override
    public String provider() {
      return service.provider;
    }

    @Override
    public String address() {
      return token;
    }

    /** Why the token cannot be one of that service; else empty. */
    public Optional<String> refusal() {
      return service.form.matcher(token).matches()
          ? Optional.empty()
          : Optional.of("token must be " + service.rule + ".");
    }

    @Override
    public String toString() {
      return "App[" + service + ", redacted]";
    }
  }

  /** Whose tokens apps have. */
  enum Service {
    /** Apple's, whose tokens have 32 bytes today and may have up to 100. */
    APNS("apns", "([0-9a-f]{2}){32,100}", "a device token of APNs, 64 to 200 hexadecimal digits"),
    /** Google's. */
    FCM("fcm", "[0-9A-Za-z_:.-]{32,1024}", "a registration token of FCM, 32 to 1,024 characters");

    private final String provider;
    private final Pattern form;
    private final String rule;

    Service(String provider, String form, String rule) {
      this.provider = provider;
      this.form = Pattern.compile(form);
      this.rule = rule;
    }

    /** The one that PROTOCOL.md names so. */
    public static Optional<Service> of(String provider) {
      for (Service service : values()) {
        if (service.provider.equals(provider)) {
          return Optional.of(service);
        }
      }
      return Optional.empty();
    }
  }
}
