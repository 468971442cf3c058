package io.sotong.push.web;

import io.sotong.push.Exchange;
import io.sotong.push.Notification;
import io.sotong.push.Provider;
import io.sotong.push.Subscription;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.security.interfaces.ECPublicKey;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pushes to browsers: RFC 8030. A client chose whom this asks, so that an endpoint is asked only at
 * an address of the public internet, the one that was looked at, and as {@link Exchange} says. Any
 * thread.
 */
public final class WebPush implements Provider<Subscription.Browser> {
  private static final Logger LOG = LoggerFactory.getLogger(WebPush.class);

  /** Seconds a push service keeps it for a browser that is not there. */
  private static final String TTL = "86400";

  private final Vertx vertx;
  private final HttpClient http;
  private final Vapid vapid;
  private final Options options;
  private final InstantSource clock;

  /**
   * How it asks.
   *
   * @param timeoutMs for one notification in all
   * @param atOnce connections to one push service
   * @param own origins of push services that the operator named; they may be anywhere
   */
  public record Options(int timeoutMs, int atOnce, List<String> own) {
    public Options {
      own = own.stream().map(origin -> Endpoint.origin(URI.create(origin))).toList();
    }
  }

  public WebPush(Vertx vertx, Vapid vapid, Options options, InstantSource clock) {
    this.vertx = vertx;
    this.vapid = vapid;
    this.options = options;
    this.clock = clock;
    http =
        vertx.createHttpClient(
            new HttpClientOptions().setConnectTimeout(options.timeoutMs()),
            new PoolOptions().setHttp1MaxSize(options.atOnce()));
  }

  /** Why a subscription cannot be pushed to, as far as can be seen without asking; else empty. */
  public Optional<String> refusal(Subscription.Browser subscription) {
    if (Endpoint.read(subscription.endpoint(), options.own()).isEmpty()) {
      return Optional.of("endpoint must be an https URL of a push service on the public internet.");
    }
    if (decode(subscription.p256dh()).flatMap(P256::publicKey).isEmpty()) {
      return Optional.of("keys.p256dh must be a public key on P-256, Base64.");
    }
    return decode(subscription.auth()).filter(a -> a.length == Encryption.AUTH_BYTES).isEmpty()
        ? Optional.of("keys.auth must be 16 bytes, Base64.")
        : Optional.empty();
  }

  /** What is to be sent, and to where. */
  private record Prepared(Endpoint endpoint, InetAddress address, Buffer body, String proof) {}

  @Override
  public Future<Outcome> push(Subscription.Browser to, Notification notification) {
    Optional<Endpoint> endpoint = Endpoint.read(to.endpoint(), options.own());
    if (endpoint.isEmpty() || refusal(to).isPresent()) {
      return Future.succeededFuture(Outcome.GONE); // kept before the rules became stricter
    }
    return vertx
        .executeBlocking(() -> prepare(endpoint.get(), to, notification), false)
        .compose(
            ready ->
                ready.isPresent()
                    ? send(ready.get(), notification.collapseKey())
                    : Future.succeededFuture(Outcome.GONE));
  }

  /** Empty for an endpoint that leads into a private network. */
  private Optional<Prepared> prepare(
      Endpoint endpoint, Subscription.Browser to, Notification notification)
      throws GeneralSecurityException {
    try {
      Optional<InetAddress> address = endpoint.address(InetAddress::getAllByName);
      if (address.isEmpty()) {
        LOG.warn("{} leads into a private network: nothing is pushed there", endpoint.origin());
        return Optional.empty();
      }
      ECPublicKey key = decode(to.p256dh()).flatMap(P256::publicKey).orElseThrow();
      byte[] auth = decode(to.auth()).orElseThrow();
      byte[] text = notification.toJson().toBuffer().getBytes();
      return Optional.of(
          new Prepared(
              endpoint,
              address.get(),
              Buffer.buffer(Encryption.encrypt(text, key, auth)),
              vapid.authorization(endpoint.origin())));
    } catch (UnknownHostException e) {
      throw Provider.unavailable("no address is known of " + endpoint.origin(), 0);
    }
  }

  private Future<Outcome> send(Prepared ready, String topic) {
    Endpoint endpoint = ready.endpoint();
    RequestOptions request =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setServer(
                SocketAddress.inetSocketAddress(endpoint.port(), ready.address().getHostAddress()))
            .setHost(endpoint.url().getHost())
            .setPort(endpoint.port())
            .setSsl(endpoint.isSecure())
            .setURI(endpoint.path())
            .putHeader("TTL", TTL)
            .putHeader("Urgency", "high")
            .putHeader("Topic", topic)
            .putHeader("Content-Type", "application/octet-stream")
            .putHeader("Content-Encoding", "aes128gcm")
            .putHeader("Authorization", ready.proof());
    return Exchange.ask(http, request, ready.body(), options.timeoutMs())
        .compose(
            this::judge,
            cause ->
                Future.failedFuture(
                    Provider.unavailable(
                        endpoint.origin() + " does not answer: " + cause.getMessage(), 0)));
  }

  private Future<Outcome> judge(Exchange.Answer answer) {
    int status = answer.status();
    if (status >= 200 && status < 300) {
      return Future.succeededFuture(Outcome.ACCEPTED);
    }
    if (status == 404 || status == 410) {
      return Future.succeededFuture(Outcome.GONE);
    }
    if (answer.isPassing()) {
      return Future.failedFuture(
          Provider.unavailable(
              "the push service answers " + status, answer.retryAfterMs(clock.millis())));
    }
    LOG.warn("a push service answers {}: that notification is given up", status);
    return Future.succeededFuture(Outcome.REFUSED);
  }

  /** Base64 of either alphabet, as browsers and libraries write it. */
  private static Optional<byte[]> decode(String text) {
    try {
      return Optional.of(
          Base64.getUrlDecoder()
              .decode(text.replace('+', '-').replace('/', '_').replaceFirst("=*$", "")));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
