package io.sotong.bus;

import static org.assertj.core.api.Assertions.assertThat;

import io.sotong.bus.RouteTalk.Send;
import io.sotong.bus.RouteTalk.Sent;
import io.sotong.model.ChannelId;
import io.sotong.model.ChatException;
import io.sotong.model.DeviceId;
import io.sotong.model.ErrorCode;
import io.sotong.model.NodeId;
import io.sotong.model.UserId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who is chosen for a channel, and what happens when that one is not there. */
@Timeout(60)
class RoutersTest {
  private static final NodeId ONE = new NodeId("n1");
  private static final NodeId TWO = new NodeId("n2");

  private final Vertx vertx = Vertx.vertx();
  private final Bus bus = new Bus(vertx);
  private final AtomicLong nanos = new AtomicLong();
  private final Routers routers = new Routers(bus, nanos::get);

  @AfterEach
  void close() throws Exception {
    vertx.close().await(10, TimeUnit.SECONDS);
  }

  @Test
  void aChannelHasOneRouterAndTheChannelsAreShared() throws Exception {
    hear(ONE);
    hear(TWO);
    Map<NodeId, Integer> shares = new HashMap<>();
    for (int i = 0; i < 1_000; i++) {
      NodeId chosen = routers.chosen(new ChannelId("c" + i)).orElseThrow();
      assertThat(routers.chosen(new ChannelId("c" + i))).contains(chosen);
      shares.merge(chosen, 1, Integer::sum);
    }
    assertThat(shares.values()).allMatch(share -> share > 300);
  }

  @Test
  void onlyTheChannelsOfARouterThatIsGoneMove() throws Exception {
    hear(ONE);
    hear(TWO);
    Map<ChannelId, NodeId> before = new HashMap<>();
    for (int i = 0; i < 100; i++) {
      ChannelId channel = new ChannelId("c" + i);
      before.put(channel, routers.chosen(channel).orElseThrow());
    }
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(3));
    hear(ONE);
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
    assertThat(before.keySet()).allMatch(channel -> routers.chosen(channel).get().equals(ONE));
    hear(TWO);
    before.forEach((channel, node) -> assertThat(routers.chosen(channel)).contains(node));
  }

  @Test
  void whileNoRouterWasHeardAnyIsAsked() throws Exception {
    serve(Addresses.ROUTE, 7);
    assertThat(send("c").seq()).isEqualTo(7);
  }

  @Test
  void theRouterOfTheChannelIsAsked() throws Exception {
    serve(Addresses.ROUTE, 7);
    serve(Addresses.route(ONE), 1);
    hear(ONE);
    assertThat(send("c").seq()).isEqualTo(1);
  }

  @Test
  void whereTheChosenOneIsGoneAnyOtherIsAsked() throws Exception {
    serve(Addresses.ROUTE, 7);
    hear(ONE);
    assertThat(send("c").seq()).isEqualTo(7);
  }

  @Test
  void whoCannotAnswerIsLeftOutUntilItSaysThatItIsThere() throws Exception {
    serve(Addresses.ROUTE, 7);
    bus.serve(
        Addresses.route(ONE),
        asked -> Future.failedFuture(new ChatException(ErrorCode.UNAVAILABLE, "no", 1)));
    hear(ONE);
    assertThat(routers.send(message("c")).transform(done -> Future.succeededFuture(done.failed())))
        .satisfies(failed -> assertThat(failed.await(10, TimeUnit.SECONDS)).isTrue());
    assertThat(send("c").seq()).isEqualTo(7);
    hear(ONE);
    assertThat(routers.chosen(new ChannelId("c"))).contains(ONE);
  }

  private void serve(Address<Send, Sent> address, long seq) throws Exception {
    bus.serve(address, asked -> Future.succeededFuture(new Sent(asked.channel(), seq, 0, true)))
        .ready()
        .await(10, TimeUnit.SECONDS);
  }

  /** Returns once the news is told: whoever listened earlier has heard it then. */
  private void hear(NodeId node) throws Exception {
    CompletableFuture<NodeId> heard = new CompletableFuture<>();
    Subscription listening = bus.listen(Addresses.ROUTER_HERE, heard::complete);
    listening.ready().await(10, TimeUnit.SECONDS);
    bus.publish(Addresses.ROUTER_HERE, node);
    heard.get(10, TimeUnit.SECONDS);
    listening.close().await(10, TimeUnit.SECONDS);
  }

  private Sent send(String channel) throws Exception {
    return routers.send(message(channel)).await(10, TimeUnit.SECONDS);
  }

  private static Send message(String channel) {
    return new Send(
        new UserId("u"),
        new DeviceId("d"),
        new ChannelId(channel),
        "body",
        "ref",
        OptionalLong.empty());
  }
}
