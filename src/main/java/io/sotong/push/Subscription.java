package io.sotong.push;

/**
 * What a browser gave to be pushed to: the pusher's part of the W3C's {@code PushSubscription}.
 *
 * @param endpoint the URL at which its push service takes messages for it
 * @param p256dh its public key, Base64
 * @param auth its secret, Base64
 */
public record Subscription(String endpoint, String p256dh, String auth) {
  @Override
  public String toString() {
    return "Subscription[redacted]"; // who knows the endpoint can push to it
  }
}
