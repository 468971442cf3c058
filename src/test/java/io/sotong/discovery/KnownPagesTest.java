package io.sotong.discovery;

import static io.sotong.account.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.sotong.blackbox.Await;
import io.sotong.model.ChatException;
import io.sotong.model.ErrorCode;
import io.sotong.model.NodeId;
import io.sotong.origin.Page;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KnownPagesTest {
  private static final Page OWN = new Page(Optional.empty(), 8080);
  private static final Page OTHER = new Page(Optional.empty(), 8090);
  private static final Page NEW = new Page(Optional.empty(), 8091);

  private final Vertx vertx = Vertx.vertx();
  private final AtomicInteger looks = new AtomicInteger();
  private volatile Future<List<PageServer>> registered = Future.succeededFuture(List.of());
  private final KnownPages pages = new KnownPages(vertx, new Registry(), OWN);

  @AfterEach
  void close() {
    await(vertx.close());
  }

  @Test
  void theSettingsAreKnownBeforeAnythingElseIs() {
    assertThat(pages.known()).containsExactly(OWN);
  }

  @Test
  void whoIsThereAtTheStartIsKnownOnceItIsDoneAndWhoComesAndGoesLater() {
    registered = servers(OTHER, OWN);
    await(pages.start());
    assertThat(pages.known()).containsExactly(OWN, OTHER);

    registered = servers(NEW);
    Await.until("the new one is known", Duration.ofSeconds(20), () -> pages.known().contains(NEW));
    assertThat(pages.known()).containsExactly(OWN, NEW);
  }

  @Test
  void whatWasKnownStaysWhileNobodyCanBeAsked() {
    registered = servers(OTHER);
    await(pages.start());

    registered = Future.failedFuture(new ChatException(ErrorCode.UNAVAILABLE, "no answer"));
    int before = looks.get();
    Await.until("looked again", Duration.ofSeconds(20), () -> looks.get() > before + 1);
    assertThat(pages.known()).containsExactly(OWN, OTHER);
  }

  private static Future<List<PageServer>> servers(Page... pages) {
    return Future.succeededFuture(
        List.of(pages).stream()
            .map(page -> new PageServer(new NodeId("n" + page.port()), page))
            .toList());
  }

  private final class Registry implements ServerRegistry<PageServer> {
    @Override
    public Future<Void> announce(PageServer server) {
      return Future.succeededFuture();
    }

    @Override
    public Future<Void> withdraw(NodeId node) {
      return Future.succeededFuture();
    }

    @Override
    public Future<List<PageServer>> servers() {
      looks.incrementAndGet();
      return registered;
    }
  }
}
