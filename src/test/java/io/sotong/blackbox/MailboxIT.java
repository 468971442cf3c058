package io.sotong.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code GET /mailbox}, and cursors that the mailbox does not know. */
@Execution(ExecutionMode.CONCURRENT)
class MailboxIT {
  private final Sotong sotong = Sotong.shared();
  private final Device ann = sotong.arrive("ann");
  private final Device bob = sotong.arrive("bob");
  private final String channel = ann.directWith(bob);

  @BeforeEach
  void bobKnowsTheChannel() {
    bob.awaitEntry(
        "bob is told of the channel", entry -> "channel".equals(entry.getString("kind")));
  }

  @Test
  void thePagesHoldEveryEntryOnceInAscendingOrder() {
    for (int i = 1; i <= 12; i++) {
      ann.say(channel, "number " + i);
    }
    bob.awaitCopy(channel, 12);
    List<Long> seqs = new ArrayList<>();
    List<String> bodies = new ArrayList<>();
    JsonObject page = page("?limit=5&after=0");
    while (!page.getJsonArray("entries").isEmpty()) {
      for (JsonObject entry : SessionsIT.objects(page, "entries")) {
        seqs.add(entry.getLong("seq"));
        if ("message".equals(entry.getString("kind"))) {
          bodies.add(entry.getJsonObject("message").getString("body"));
        }
      }
      assertThat(page.getLong("next")).isEqualTo(seqs.get(seqs.size() - 1));
      page = page("?limit=5&after=" + page.getLong("next") + "&epoch=" + page.getString("epoch"));
    }
    assertThat(page.getLong("next")).isEqualTo(page.getLong("head"));
    assertThat(seqs).hasSize(page.getLong("head").intValue());
    assertThat(seqs.get(0)).isEqualTo(1);
    assertThat(seqs).isSorted().doesNotHaveDuplicates();
    assertThat(bodies).hasSize(12).first().isEqualTo("number 1");
  }

  @Test
  void aSocketIsPushedTheSameEntriesUnderTheSameNumbers() {
    ann.say(channel, "one");
    bob.awaitCopy(channel, ann.say(channel, "two"));
    JsonObject page = page("?after=0");
    Link link = bob.open(LinkKind.WEBSOCKET);
    link.hello(bob.token(), page.getString("epoch"), 0);
    link.pushes().awaitMessage(channel, 2);
    assertThat(link.pushes().entries()).isEqualTo(SessionsIT.objects(page, "entries"));
    link.close();
  }

  @Test
  void aCursorOfAnotherEpochIsReset() {
    ann.say(channel, "one");
    bob.api().get("/mailbox?epoch=another&after=0").isRefused(410, "cursor_reset");
    for (LinkKind kind : List.of(LinkKind.WEBSOCKET, LinkKind.SOCKJS_WEBSOCKET)) {
      Link link = bob.open(kind);
      JsonObject hello = link.hello(bob.token(), "another", 1);
      assertThat(hello.getBoolean("reset")).isTrue();
      long next = ann.say(channel, "two");
      assertThat(link.pushes().awaitMessage(channel, next).getLong("seq")).isEqualTo(next);
      assertThat(link.pushes().entries().get(0).getLong("seq"))
          .as("nothing is replayed")
          .isGreaterThan(hello.getJsonObject("mailbox").getLong("head"));
      link.close();
    }
  }

  @Test
  void aNewDeviceStartsAtTheHead() {
    bob.awaitCopy(channel, ann.say(channel, "before"));
    Link link = bob.open(LinkKind.WEBSOCKET);
    JsonObject hello = link.hello(bob.token());
    long head = hello.getJsonObject("mailbox").getLong("head");
    assertThat(head).isEqualTo(page("?after=0").getLong("head"));
    long seq = ann.say(channel, "after");
    link.pushes().awaitMessage(channel, seq);
    assertThat(link.pushes().entries())
        .extracting(entry -> entry.getLong("seq"))
        .containsExactly(head + 1);
    link.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"?limit=0", "?limit=501", "?after=-1", "?after=x"})
  void anImpossibleQuestionIsABadRequest(String query) {
    bob.api().get("/mailbox" + query).isRefused(400, "bad_request");
  }

  @Test
  void aPageHasUpTo500Entries() {
    assertThat(page("?limit=500").getString("epoch")).isNotBlank();
    assertThat(ann.api().get("/mailbox").is(200).json().getLong("head")).isNotNegative();
    sotong.api().get("/mailbox").isRefused(401, "unauthorized");
  }

  private JsonObject page(String query) {
    return bob.api().get("/mailbox" + query).is(200).json();
  }
}
