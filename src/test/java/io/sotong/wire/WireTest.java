package io.sotong.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WireTest {
  @Test
  void whatIsWrittenIsReadBack() {
    for (long value : new long[] {0, 1, 127, 128, 1L << 52, Long.MAX_VALUE, -1, Long.MIN_VALUE}) {
      WireReader in =
          new WireReader(
              new WireWriter(1)
                  .number(value)
                  .text("한글 🐙 \u0001")
                  .flag(true)
                  .u8(200)
                  .list(List.of("a", "b"), WireWriter::text)
                  .toBuffer());
      assertThat(in.number()).isEqualTo(value);
      assertThat(in.text()).isEqualTo("한글 🐙 \u0001");
      assertThat(in.flag()).isTrue();
      assertThat(in.u8()).isEqualTo(200);
      assertThat(in.list(WireReader::text)).containsExactly("a", "b");
    }
  }

  @Test
  void bytesOfNoWriterAreRefusedAndNothingElseHappens() {
    Random random = new Random(1);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = new byte[random.nextInt(12)];
      random.nextBytes(bytes);
      WireReader in = new WireReader(Buffer.buffer(bytes));
      try {
        in.list(WireReader::text);
        in.number();
      } catch (IllegalArgumentException refused) {
        assertThat(refused).hasMessageNotContaining("null");
      }
    }
  }

  @Test
  void anotherVersionIsRefused() {
    WireWriter out = new WireWriter(4);
    Codec.DONE.write(out, Done.DONE);
    Codec<Done> later = new Codec<>(2, Codec.DONE.writer(), Codec.DONE.reader());
    assertThatThrownBy(() -> later.read(new WireReader(out.toBuffer())))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void quotedJsonReadsBackAsTheSameText() {
    String json = "{\"a\":\"\\\"\\\\ 한글 🐙\",\n\t\"b\":1}";
    Buffer quoted = new JsonBytes(Buffer.buffer(json)).quoted();
    assertThat(new JsonArray("[\"" + quoted + "\"]").getString(0)).isEqualTo(json);
  }
}
