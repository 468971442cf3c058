package io.sotong.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sotong.model.ChannelId;
import io.sotong.model.ChatException;
import io.sotong.model.Cursor;
import io.sotong.model.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What clients say, in both protocols. */
class FramesTest {
  private static Heard plain(String text) throws BadFrameException {
    return PlainFrames.read(text.getBytes(StandardCharsets.UTF_8));
  }

  private static Heard.Asked asked(long id, ClientFrame frame) {
    return new Heard.Asked(id == 0 ? Ticket.NONE : new Ticket.ById(id), frame);
  }

  @Test
  void everyRequestOfThePlainSocketIsRead() throws Exception {
    ChannelId channel = new ChannelId("c3m8q");
    assertThat(
            plain(
                "{\"op\":\"hello\",\"id\":1,\"token\":\"at_5b2d\",\"cursor\":{\"epoch\":\"e1\",\"seq\":1206}}"))
        .isEqualTo(asked(1, new ClientFrame.Hello("at_5b2d", Optional.of(new Cursor("e1", 1206)))));
    assertThat(plain("{\"id\":1,\"token\":\"t\",\"cursor\":null,\"op\":\"hello\"}"))
        .isEqualTo(asked(1, new ClientFrame.Hello("t", Optional.empty())));
    assertThat(
            plain(
                "{\"op\":\"send\",\"id\":2,\"channelId\":\"c3m8q\",\"body\":\"안녕\\u0001\\ud83d\\ude00\",\"ref\":\"4f1c\",\"base\":41}"))
        .isEqualTo(
            asked(2, new ClientFrame.Send(channel, "안녕\u0001😀", "4f1c", OptionalLong.of(41))));
    assertThat(plain("{\"op\":\"beat\"}")).isEqualTo(asked(0, new ClientFrame.Beat()));
    assertThat(plain("{\"op\":\"ack\",\"seq\":1210}"))
        .isEqualTo(asked(0, new ClientFrame.Ack(1210)));
    assertThat(plain("{\"op\":\"read\",\"id\":4,\"channelId\":\"c3m8q\",\"seq\":42}"))
        .isEqualTo(asked(4, new ClientFrame.Read(channel, 42)));
    assertThat(
            plain("{\"op\":\"typing\",\"channelId\":\"c3m8q\",\"new\":{\"a\":[1,{}]},\"body\":5}"))
        .isEqualTo(asked(0, new ClientFrame.Typing(channel)));
  }

  @Test
  void everyMessageOfTheBridgeIsRead() throws Exception {
    assertThat(
            BridgeFrames.read(
                "{\"type\":\"send\",\"address\":\"chat.v1.ack\",\"headers\":{},\"body\":{\"seq\":7},\"replyAddress\":\"r-1\"}"))
        .isEqualTo(new Heard.Asked(new Ticket.ByAddress("r-1"), new ClientFrame.Ack(7)));
    assertThat(BridgeFrames.read("{\"body\":null,\"address\":\"chat.v1.beat\",\"type\":\"send\"}"))
        .isEqualTo(new Heard.Asked(Ticket.NONE, new ClientFrame.Beat()));
    assertThat(BridgeFrames.read("{\"type\":\"ping\"}")).isEqualTo(new Heard.Ping());
    assertThat(BridgeFrames.read("{\"type\":\"register\",\"address\":\"a\",\"headers\":{}}"))
        .isEqualTo(new Heard.Register("a"));
    assertThat(BridgeFrames.read("{\"type\":\"unregister\",\"address\":\"a\"}"))
        .isEqualTo(new Heard.Unregister("a"));
    assertThat(BridgeFrames.unpack("[\"a\",\"b\"]".getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(List.of("a", "b"));
    assertThat(BridgeFrames.unpack("\"a\"".getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(List.of("a"));
    assertThat(BridgeFrames.unpack(new byte[0])).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "{\"type\":\"publish\",FORBIDDEN",
        "{\"type\":\"send\",FORBIDDEN",
        "{\"type\":\"dance\",BAD_REQUEST",
        "{\"typ\":\"send\",BAD_REQUEST"
      })
  void whatClientsMayNotSayOnTheBridgeIsRefused(String begin, ErrorCode code) throws Exception {
    for (String address : List.of("chat.v1.route", "chat.v1.mailbox.ann", "", "CHAT.V1.SEND")) {
      Heard heard =
          BridgeFrames.read(
              begin + ",\"address\":\"" + address + "\",\"body\":{},\"replyAddress\":\"r\"}");
      assertThat(heard)
          .isInstanceOfSatisfying(
              Heard.Refused.class,
              refused -> {
                assertThat(refused.why().code()).isEqualTo(code);
                assertThat(refused.ticket()).isEqualTo(new Ticket.ByAddress("r"));
              });
    }
  }

  @Test
  void aReplyAddressThatCouldBreakAFrameIsNone() throws Exception {
    for (String address : List.of("", "\\u0000", "\\ud800", "é", "x".repeat(129))) {
      assertThat(
              BridgeFrames.read(
                  "{\"type\":\"send\",\"address\":\"chat.v1.beat\",\"body\":{},\"replyAddress\":\""
                      + address
                      + "\"}"))
          .isEqualTo(new Heard.Asked(Ticket.NONE, new ClientFrame.Beat()));
    }
  }

  @Test
  void numbersAreWholeAndBelowTwoToThe53() throws Exception {
    for (String number :
        List.of("-1", "1.0", "1e3", "9007199254740992", "9".repeat(39), "\"1\"", "true", "[1]")) {
      assertThat(plain("{\"op\":\"ack\",\"id\":1,\"seq\":" + number + "}"))
          .as(number)
          .isInstanceOf(Heard.Refused.class);
    }
    assertThat(plain("{\"op\":\"ack\",\"seq\":9007199254740991}"))
        .isEqualTo(asked(0, new ClientFrame.Ack(ClientFrame.MAX_NUMBER)));
  }

  @Test
  void depthAndLengthOfJsonAreBounded() {
    assertThatThrownBy(() -> plain("{\"x\":" + "[".repeat(100) + "]".repeat(100) + "}"))
        .isInstanceOf(BadFrameException.class);
    assertThatThrownBy(() -> plain("{\"seq\":" + "9".repeat(10_000) + "}"))
        .isInstanceOf(BadFrameException.class);
    assertThatThrownBy(() -> plain("{\"" + "n".repeat(5_000) + "\":1}"))
        .isInstanceOf(BadFrameException.class);
  }

  /** Damaged, cut and random frames are refused or read, and nothing else happens. */
  @Test
  void noBytesMakeAReaderFailOtherwise() {
    List<String> good =
        List.of(
            "{\"op\":\"hello\",\"id\":1,\"token\":\"t\",\"cursor\":{\"epoch\":\"e\",\"seq\":12}}",
            "{\"op\":\"send\",\"id\":2,\"channelId\":\"c\",\"body\":\"\\ud83d\\ude00 안\",\"ref\":\"r\",\"base\":4}",
            "{\"type\":\"send\",\"address\":\"chat.v1.send\",\"body\":{\"channelId\":\"c\",\"seq\":[1]},\"replyAddress\":\"r\"}",
            "[\"{\\\"type\\\":\\\"ping\\\"}\",\"x\"]");
    Random random = new Random(20261124);
    for (int i = 0; i < 40_000; i++) {
      byte[] bytes = good.get(random.nextInt(good.size())).getBytes(StandardCharsets.UTF_8);
      if (random.nextInt(3) == 0) {
        bytes = java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length));
      }
      for (int flips = random.nextInt(4); flips > 0 && bytes.length > 0; flips--) {
        bytes[random.nextInt(bytes.length)] = (byte) (32 + random.nextInt(95));
      }
      String text = new String(bytes, StandardCharsets.UTF_8);
      byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
      tolerated(() -> PlainFrames.read(utf8));
      tolerated(() -> BridgeFrames.unpack(utf8));
      tolerated(() -> BridgeFrames.read(text));
    }
  }

  private interface Reading {
    Object read() throws BadFrameException;
  }

  private static void tolerated(Reading reading) {
    try {
      assertThat(reading.read()).isNotNull();
    } catch (BadFrameException refused) {
      assertThat(refused).hasMessageNotContaining("안");
    }
  }

  @ParameterizedTest
  @CsvSource({"0,EMPTY_MESSAGE", "100001,MESSAGE_TOO_LONG"})
  void bodiesHaveOneTo100000CodePoints(int length, ErrorCode code) {
    MessageRules.check("😀".repeat(100_000), "r");
    assertThatThrownBy(() -> MessageRules.check("😀".repeat(length), "r"))
        .satisfies(e -> assertThat(((ChatException) e).code()).isEqualTo(code));
  }

  @Test
  void halfSurrogatesAndOddRefsAreInvalid() {
    for (String body : List.of("\ud83d", "a\ude00", "\ude00\ud83d", "\ud83d\ud83d\ude00")) {
      assertThatThrownBy(() -> MessageRules.check(body, "r"))
          .satisfies(e -> assertThat(((ChatException) e).code()).isEqualTo(ErrorCode.INVALID));
    }
    for (String ref : List.of("", "r".repeat(65), "\ud83d")) {
      assertThatThrownBy(() -> MessageRules.check("x", ref))
          .satisfies(e -> assertThat(((ChatException) e).code()).isEqualTo(ErrorCode.INVALID));
    }
    MessageRules.check("x", "😀".repeat(64));
  }
}
