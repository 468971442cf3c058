package io.sotong.bus;

import io.sotong.model.ChatException;
import io.sotong.model.ErrorCode;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The event bus as rooms see it. One for each Vert.x; any thread. It is best effort: a request that
 * is not answered within {@value #TIMEOUT_MS} ms, or that nobody serves, fails with {@code
 * unavailable}, and may have been carried out all the same.
 */
public final class Bus {
  /**
   * Above the 3 s after which a store is told unavailable, so that its own answer arrives first.
   */
  static final long TIMEOUT_MS = 5_000;

  private static final Logger LOG = LoggerFactory.getLogger(Bus.class);
  private static final DeliveryOptions ASK =
      new DeliveryOptions().setCodecName(Payload.OnTheWire.NAME).setSendTimeout(TIMEOUT_MS);
  private static final DeliveryOptions LOCAL =
      new DeliveryOptions().setCodecName(Payload.OnTheWire.NAME).setLocalOnly(true);

  private final EventBus events;

  /** Takes over a Vert.x's bus; a second one for the same Vert.x is refused by it. */
  public Bus(Vertx vertx) {
    events = vertx.eventBus();
    events.registerCodec(new Payload.OnTheWire());
  }

  /** Asks whoever serves {@code address}, on this node or another; fails with its refusal. */
  public <Q, R> Future<R> request(Address<Q, R> address, Q question) {
    return events
        .<Payload>request(address.name(), Payload.of(question, address.request()), ASK)
        .map(reply -> reply.body().as(address.reply()))
        .recover(failure -> Future.failedFuture(refusal(failure)));
  }

  /** Asks {@code preferred}, or if nobody serves that, {@code any}. */
  <Q, R> Future<R> request(Address<Q, R> preferred, Address<Q, R> any, Q question) {
    return events
        .<Payload>request(preferred.name(), Payload.of(question, preferred.request()), ASK)
        .map(reply -> reply.body().as(preferred.reply()))
        .recover(
            failure ->
                failure instanceof ReplyException reply
                        && reply.failureType() == ReplyFailure.NO_HANDLERS
                    ? request(any, question)
                    : Future.failedFuture(refusal(failure)));
  }

  /**
   * Serves {@code address} on the caller's context until closed; several servers take turns. A
   * failed future, or an exception, goes back to the asker as its code.
   */
  public <Q, R> Subscription serve(Address<Q, R> address, Function<Q, Future<R>> server) {
    MessageConsumer<Payload> consumer =
        events.consumer(address.name(), message -> answer(message, address, server));
    return new Subscription(consumer);
  }

  /** Tells one listener of {@code topic}, on whatever node; nobody says whether it arrived. */
  public <T> void send(Topic<T> topic, T news) {
    events.send(topic.name(), Payload.of(news, topic.codec()), ASK);
  }

  /** Tells every listener of {@code topic} on this node; none on others. */
  public <T> void publishHere(Topic<T> topic, T news) {
    events.publish(topic.name(), Payload.of(news, topic.codec()), LOCAL);
  }

  /** Tells every listener of {@code topic} on every node. */
  public <T> void publish(Topic<T> topic, T news) {
    events.publish(topic.name(), Payload.of(news, topic.codec()), ASK);
  }

  /** Listens from all nodes, on the caller's context. */
  public <T> Subscription listen(Topic<T> topic, Consumer<T> listener) {
    return new Subscription(
        events.<Payload>consumer(topic.name(), message -> hear(message, topic, listener)));
  }

  /** Listens to {@link #publishHere} only, on the caller's context: costs other nodes nothing. */
  public <T> Subscription listenHere(Topic<T> topic, Consumer<T> listener) {
    return new Subscription(
        events.<Payload>localConsumer(topic.name(), message -> hear(message, topic, listener)));
  }

  private static <T> void hear(Message<Payload> message, Topic<T> topic, Consumer<T> listener) {
    try {
      listener.accept(message.body().as(topic.codec()));
    } catch (RuntimeException e) {
      LOG.warn("{}: a listener failed", topic.name(), e); // one bad piece of news never ends it
    }
  }

  private static <Q, R> void answer(
      Message<Payload> message, Address<Q, R> address, Function<Q, Future<R>> server) {
    Future<R> answer;
    try {
      answer = server.apply(message.body().as(address.request()));
    } catch (RuntimeException e) {
      answer = Future.failedFuture(e);
    }
    answer.onComplete(
        done -> {
          if (done.succeeded()) {
            message.reply(Payload.of(done.result(), address.reply()), ASK);
          } else {
            refuse(message, address, done.cause());
          }
        });
  }

  private static void refuse(Message<Payload> message, Address<?, ?> address, Throwable cause) {
    if (!(cause instanceof ChatException)) {
      LOG.error("{} failed", address.name(), cause);
    }
    ChatException refusal = ChatException.from(cause);
    message.fail(
        refusal.code().status(),
        refusal.code().text() + ' ' + refusal.retryAfterMs() + ' ' + refusal.detail());
  }

  private static ChatException refusal(Throwable failure) {
    if (!(failure instanceof ReplyException reply)) {
      return ChatException.from(failure);
    }
    return switch (reply.failureType()) {
      case RECIPIENT_FAILURE -> parse(String.valueOf(reply.getMessage()));
      // a server's own accidents come as RECIPIENT_FAILURE; what else there is lies on the way
      default -> new ChatException(ErrorCode.UNAVAILABLE, "nobody answered", 1_000);
    };
  }

  private static ChatException parse(String text) {
    String[] parts = text.split(" ", 3);
    ErrorCode code = ErrorCode.of(parts[0]).orElse(ErrorCode.INTERNAL);
    return parts.length < 3
        ? new ChatException(code, "")
        : new ChatException(code, parts[2], Long.parseLong(parts[1]));
  }
}
