package io.sotong.discovery;

import static io.sotong.account.Waiting.await;
import static io.sotong.discovery.ServerRegistryContract.server;
import static org.assertj.core.api.Assertions.assertThat;

import io.sotong.blackbox.Await;
import io.sotong.model.ChatException;
import io.sotong.model.ErrorCode;
import io.sotong.model.NodeId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KnownTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final ChatServer ONE = server("n1", 1, false);
  private static final ChatServer OTHER = server("n2", 1, false);

  private final Vertx vertx = Vertx.vertx();
  private final AtomicInteger looks = new AtomicInteger();
  private volatile Future<List<ChatServer>> registered = Future.succeededFuture(List.of(ONE));
  private final Known<ChatServer> known = new Known<>(vertx, new Registry());

  @AfterEach
  void close() {
    await(vertx.close());
  }

  @Test
  void whoIsThereIsKnownOnceItHasStartedAndWhoComesAndGoesLater() {
    assertThat(known.servers()).isEmpty();
    await(known.start());
    assertThat(known.servers()).containsExactly(ONE);

    registered = Future.succeededFuture(List.of(OTHER));
    Await.until("the new one is known", SOON, () -> known.servers().equals(List.of(OTHER)));
  }

  @Test
  void itStartsAlsoWhileNobodyCanBeAsked() {
    registered = unavailable();
    await(known.start());
    assertThat(known.servers()).isEmpty();

    registered = Future.succeededFuture(List.of(ONE));
    Await.until("it is known", SOON, () -> known.servers().equals(List.of(ONE)));
  }

  @Test
  void whoWasKnownStaysSoWhileNobodyCanBeAsked() {
    await(known.start());

    registered = unavailable();
    int before = looks.get();
    Await.until("it has looked again", SOON, () -> looks.get() > before);
    assertThat(known.servers()).containsExactly(ONE);
  }

  private static Future<List<ChatServer>> unavailable() {
    return Future.failedFuture(new ChatException(ErrorCode.UNAVAILABLE, "no answer"));
  }

  private final class Registry implements ServerRegistry<ChatServer> {
    @Override
    public Future<Void> announce(ChatServer server) {
      return Future.succeededFuture();
    }

    @Override
    public Future<Void> withdraw(NodeId node) {
      return Future.succeededFuture();
    }

    @Override
    public Future<List<ChatServer>> servers() {
      Future<List<ChatServer>> answer = registered;
      looks.incrementAndGet();
      return answer;
    }
  }
}
