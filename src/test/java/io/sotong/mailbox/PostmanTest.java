package io.sotong.mailbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.sotong.bus.Bus;
import io.sotong.bus.MailboxTalk.Place;
import io.sotong.model.NodeId;
import io.sotong.model.UserId;
import io.sotong.wire.JsonBytes;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** However many members a group has, a message costs each node one envelope. */
class PostmanTest {
  private final Vertx vertx = Vertx.vertx();
  private final Map<UserId, Set<NodeId>> nodes = new HashMap<>();
  private final Postman postman =
      new Postman(new Bus(vertx), users -> Future.succeededFuture(nodes));

  @AfterEach
  void close() {
    vertx.close().await();
  }

  @Test
  void aGroupOfAHundredOnThreeNodesCostsThreeEnvelopesAndTellsWhoIsAway() {
    List<UserId> members = IntStream.range(0, 100).mapToObj(i -> new UserId("u" + i)).toList();
    for (int i = 0; i < 99; i++) {
      nodes.put(members.get(i), Set.of(node(i % 3), node((i + 1) % 3)));
    }

    Future<List<UserId>> away =
        postman.hint(
            members.stream().map(user -> new Place(user, 1)).toList(),
            new JsonBytes(Buffer.buffer("\"kind\":\"message\"")));

    assertThat(away.result()).containsExactly(members.get(99));
    assertThat(postman.hints()).isEqualTo(3);
  }

  private static NodeId node(int number) {
    return new NodeId("n" + number);
  }
}
