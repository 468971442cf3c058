package io.sotong.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sotong.bus.AccountTalk.Authenticate;
import io.sotong.bus.AccountTalk.Friends;
import io.sotong.bus.AccountTalk.Identity;
import io.sotong.bus.MailboxTalk.Delivery;
import io.sotong.bus.MailboxTalk.Place;
import io.sotong.bus.MailboxTalk.Signal;
import io.sotong.bus.PresenceTalk.Arrive;
import io.sotong.bus.PresenceTalk.Beat;
import io.sotong.bus.PresenceTalk.Beats;
import io.sotong.bus.PresenceTalk.Leave;
import io.sotong.bus.RouteTalk.MarkRead;
import io.sotong.bus.RouteTalk.Send;
import io.sotong.bus.RouteTalk.Sent;
import io.sotong.bus.RouteTalk.Typing;
import io.sotong.model.ChannelId;
import io.sotong.model.ChatException;
import io.sotong.model.DeviceId;
import io.sotong.model.ErrorCode;
import io.sotong.model.NodeId;
import io.sotong.model.UserId;
import io.sotong.wire.Codec;
import io.sotong.wire.JsonBytes;
import io.sotong.wire.WireReader;
import io.sotong.wire.WireWriter;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BusTest {
  private static final UserId USER = new UserId("u1");
  private static final DeviceId DEVICE = new DeviceId("d1");
  private static final NodeId NODE = new NodeId("n1");
  private static final ChannelId CHANNEL = new ChannelId("c1");

  private final Vertx vertx = Vertx.vertx();
  private final Bus bus = new Bus(vertx);

  @AfterEach
  void close() throws Exception {
    done(vertx.close());
  }

  private static <T> T done(Future<T> future) throws Exception {
    return future.await(10, TimeUnit.SECONDS);
  }

  private static <T> T overTheWire(Codec<T> codec, T value) {
    WireWriter out = new WireWriter(16);
    codec.write(out, value);
    return codec.read(new WireReader(out.toBuffer()));
  }

  private static <T> void survives(Codec<T> codec, T value) {
    assertThat(overTheWire(codec, value)).isEqualTo(value);
  }

  @Test
  void everyMessageReadsBackAsItWasWritten() {
    survives(RouteTalk.SEND, new Send(USER, DEVICE, CHANNEL, "한글 🐙", "r", OptionalLong.of(0)));
    survives(RouteTalk.SEND, new Send(USER, DEVICE, CHANNEL, "b", "r", OptionalLong.empty()));
    survives(RouteTalk.SENT, new Sent(CHANNEL, 7, 1_800_000_000_000L, true));
    survives(RouteTalk.MARK_READ, new MarkRead(USER, CHANNEL, 9));
    survives(RouteTalk.TYPING, new Typing(USER, CHANNEL));
    survives(AccountTalk.AUTHENTICATE, new Authenticate("secret"));
    survives(AccountTalk.IDENTITY, new Identity(USER, DEVICE, 5));
    survives(AccountTalk.FRIENDS, new Friends(List.of(USER, new UserId("u2"))));
    survives(PresenceTalk.ARRIVE, new Arrive(USER, DEVICE, NODE, 3));
    survives(PresenceTalk.BEATS, new Beats(NODE, List.of(new Beat(USER, DEVICE, 4))));
    survives(PresenceTalk.LEAVE, new Leave(USER, DEVICE, Optional.of(NODE), true, 5));
    survives(PresenceTalk.LEAVE, new Leave(USER, DEVICE, Optional.empty(), false, 5));
    survives(MailboxTalk.SIGNAL, new Signal.SignedOut(Optional.of(DEVICE)));
    survives(MailboxTalk.SIGNAL, new Signal.SignedOut(Optional.empty()));
    survives(MailboxTalk.SIGNAL, new Signal.Replaced(DEVICE, "mark"));
  }

  @Test
  void entriesAndFramesKeepTheirBytes() {
    JsonBytes fields = new JsonBytes(Buffer.buffer("\"kind\":\"x\""));
    Delivery.Entry entry =
        (Delivery.Entry)
            overTheWire(
                MailboxTalk.DELIVERY, new Delivery.Entry(List.of(new Place(USER, 3)), fields));
    assertThat(entry.places()).containsExactly(new Place(USER, 3));
    assertThat(entry.fields().plain()).isEqualTo(fields.plain());
    Delivery.Told told =
        (Delivery.Told)
            overTheWire(
                MailboxTalk.DELIVERY, new Delivery.Told(List.of(USER), new Signal.Frame(fields)));
    assertThat(((Signal.Frame) told.signal()).frame().plain()).isEqualTo(fields.plain());
  }

  @Test
  void whatALaterReleaseSaysIsUnknownAndNoAccident() {
    Buffer later = new WireWriter(4).u8(1).u8(99).toBuffer();
    assertThat(MailboxTalk.SIGNAL.read(new WireReader(later))).isEqualTo(new Signal.Unknown());
    assertThat(MailboxTalk.DELIVERY.read(new WireReader(later)))
        .isEqualTo(new Delivery.Told(List.of(), new Signal.Unknown()));
  }

  @Test
  void randomBytesAreRefusedByEveryCodec() {
    Random random = new Random(3);
    List<Codec<?>> codecs =
        List.of(
            RouteTalk.SEND,
            RouteTalk.SENT,
            PresenceTalk.BEATS,
            MailboxTalk.SIGNAL,
            MailboxTalk.DELIVERY);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = new byte[random.nextInt(40)];
      random.nextBytes(bytes);
      if (bytes.length > 0) {
        bytes[0] = 1;
      }
      try {
        codecs.get(i % codecs.size()).read(new WireReader(Buffer.buffer(bytes)));
      } catch (IllegalArgumentException | ChatException refused) {
        assertThat(refused).isNotNull();
      }
    }
  }

  @Test
  void aRefusalReachesTheAskerWithItsCodeAndDelay() throws Exception {
    done(
        bus.serve(
                Addresses.ROUTE,
                send -> {
                  throw new ChatException(ErrorCode.RATE_LIMITED, "not so fast, please", 250);
                })
            .ready());
    Send send = new Send(USER, DEVICE, CHANNEL, "b", "r", OptionalLong.empty());
    assertThatThrownBy(() -> done(bus.request(Addresses.ROUTE, send)))
        .isInstanceOfSatisfying(
            ChatException.class,
            refusal -> {
              assertThat(refusal.code()).isEqualTo(ErrorCode.RATE_LIMITED);
              assertThat(refusal.retryAfterMs()).isEqualTo(250);
              assertThat(refusal.detail()).isEqualTo("not so fast, please");
            });
  }

  @Test
  void nobodyThereIsUnavailable() {
    assertThatThrownBy(() -> done(bus.request(Addresses.READ, new MarkRead(USER, CHANNEL, 1))))
        .isInstanceOfSatisfying(
            ChatException.class,
            refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.UNAVAILABLE));
  }

  @Test
  void oneBadPieceOfNewsDoesNotEndAListener() throws Exception {
    List<Signal> heard = new ArrayList<>();
    CountDownLatch both = new CountDownLatch(2);
    bus.listenHere(
        Addresses.mailbox(USER),
        signal -> {
          heard.add(signal);
          both.countDown();
          throw new IllegalStateException("for the test");
        });
    bus.publishHere(Addresses.mailbox(USER), new Signal.Unknown());
    bus.publishHere(Addresses.mailbox(USER), new Signal.Unknown());
    assertThat(both.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(heard).hasSize(2);
  }

  @Test
  void aTokenIsNotPrinted() {
    assertThat(new Authenticate("hunter2").toString()).doesNotContain("hunter2");
  }

  @Test
  void addressesAreThoseThatTheRoomsAgreedOn() {
    assertThat(Addresses.mailbox(USER).name()).isEqualTo("chat.v1.mailbox.u1");
    assertThat(Addresses.node(NODE).name()).isEqualTo("chat.v1.node.n1");
    assertThat(
            List.of(
                Addresses.ROUTE.name(),
                Addresses.READ.name(),
                Addresses.AUTHENTICATE.name(),
                Addresses.FRIENDS.name(),
                Addresses.ARRIVE.name(),
                Addresses.BEATS.name(),
                Addresses.LEAVE.name(),
                Addresses.TYPING.name(),
                Addresses.NOTICES.name(),
                Addresses.ROUTER_HERE.name(),
                Addresses.route(NODE).name()))
        .allMatch(name -> name.startsWith("chat.v1."))
        .doesNotHaveDuplicates();
  }
}
