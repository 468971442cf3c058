package io.sotong.launch;

import static io.sotong.account.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hazelcast.client.HazelcastClient;
import com.hazelcast.client.config.ClientConfig;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import com.hazelcast.nio.serialization.HazelcastSerializationException;
import io.sotong.blackbox.Await;
import io.sotong.config.Settings.Cluster;
import io.sotong.config.Settings.Tls;
import io.sotong.model.Ids;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.spi.cluster.NodeInfo;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.Serializable;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The private side of a cluster, as its members see it and as those see it who should not. */
class ClusterBusTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String HOST = "127.0.0.1";
  private static final Tls PLAIN = new Tls("", "", "");
  private static final DeliveryOptions SOON = new DeliveryOptions().setSendTimeout(4_000);

  @TempDir static Path place;
  private static Tls ours;
  private static Tls strangers;

  private final String name = "bus-" + Ids.next();
  private final List<Vertx> nodes = new ArrayList<>();

  @BeforeAll
  static void makeKeys() throws Exception {
    ours = keys("ours");
    strangers = keys("strangers");
  }

  @AfterEach
  void close() {
    nodes.forEach(node -> await(node.close()));
  }

  private static Tls keys(String name) throws Exception {
    Path keys = place.resolve(name);
    ClusterKeys.make(
        keys, new TreeSet<>(List.of(HOST)), new PrintStream(OutputStream.nullOutputStream()));
    return new Tls(
        keys.resolve(HOST + ".pem").toString(),
        keys.resolve(HOST + ".key").toString(),
        keys.resolve("authority.pem").toString());
  }

  private Vertx node(Tls tls) {
    Vertx node = await(ClusterBus.start(new Cluster(name, HOST, 0, List.of(HOST), tls)));
    nodes.add(node);
    return node;
  }

  private static HazelcastInstance hazelcast(Vertx node) {
    HazelcastClusterManager manager =
        (HazelcastClusterManager) ((VertxInternal) node).clusterManager();
    return manager.getHazelcastInstance();
  }

  private static Queue<Object> listen(Vertx node, String address) {
    Queue<Object> heard = new ConcurrentLinkedQueue<>();
    await(
        node.eventBus()
            .consumer(
                address,
                message -> {
                  heard.add(message.body());
                  message.reply("heard");
                })
            .completion());
    return heard;
  }

  /** Until the node that asks has heard of the other's consumer. */
  private static void answered(Vertx node, String address) {
    Await.until(
        address + " answers",
        LIMIT,
        () ->
            "heard"
                .equals(
                    await(
                        node.eventBus()
                            .request(address, "hello", SOON)
                            .map(reply -> reply.body())
                            .otherwise("nothing"))));
  }

  @Test
  void twoNodesOfOneAuthorityHearEachOther() {
    Vertx one = node(ours);
    Vertx other = node(ours);
    Queue<Object> heard = listen(other, "test.there");
    answered(one, "test.there");
    assertThat(heard).contains("hello");
  }

  @Test
  void whoShowsNoCertificateHearsNothingAndIsNotHeard() {
    isShutOut(PLAIN);
  }

  @Test
  void whoShowsACertificateOfAnotherAuthorityHearsNothingAndIsNotHeard() {
    isShutOut(strangers);
  }

  private void isShutOut(Tls tls) {
    Vertx one = node(ours);
    Vertx other = node(ours);
    Queue<Object> heard = listen(one, "test.news");
    listen(other, "test.news.other");
    // Nothing keeps it from the member list: Hazelcast's port asks nobody.
    Vertx intruder = node(tls);
    Await.until(
        "all see each other",
        LIMIT,
        () ->
            nodes.stream().allMatch(node -> hazelcast(node).getCluster().getMembers().size() == 3));
    Queue<Object> overheard = listen(intruder, "test.news");
    Queue<Object> asked = listen(intruder, "test.intruder");
    for (int i = 0; i < 20; i++) {
      other.eventBus().publish("test.news", "secret");
      intruder.eventBus().publish("test.news", "forged");
    }
    assertThatThrownBy(() -> await(one.eventBus().request("test.intruder", "secret", SOON)))
        .isInstanceOf(ReplyException.class);
    assertThatThrownBy(() -> await(intruder.eventBus().request("test.news.other", "forged", SOON)))
        .isInstanceOf(ReplyException.class);
    answered(one, "test.news.other");
    Await.until("the members' news are heard", LIMIT, () -> heard.size() >= 20);
    assertThat(heard).containsOnly("secret");
    assertThat(overheard.stream().filter("secret"::equals)).isEmpty();
    assertThat(asked).isEmpty();
  }

  @Test
  void bytesThrownAtTheBusGetNowhereBehindTls() throws Exception {
    Vertx plain = node(PLAIN);
    Queue<Object> unguarded = listen(plain, "admin.reset-password");
    inject(plain);
    // So that the test can fail: without TLS those bytes are a message.
    Await.until("the bytes are a message", LIMIT, () -> !unguarded.isEmpty());
    close();
    nodes.clear();

    Vertx guarded = node(ours);
    Queue<Object> heard = listen(guarded, "admin.reset-password");
    inject(guarded);
    assertThat(heard).isEmpty();
  }

  /** Some 60 bytes in the bus's own form; returns once the other side has closed, or a while on. */
  private static void inject(Vertx node) throws IOException {
    NodeInfo bus = ((VertxInternal) node).clusterManager().getNodeInfo();
    Buffer message = Buffer.buffer().appendByte((byte) 2).appendByte((byte) 9).appendByte((byte) 0);
    text(message, "admin.reset-password");
    message.appendInt(0);
    text(message, "attacker");
    message.appendInt(4);
    text(message, "{\"user\":\"root\"}");
    try (Socket socket = new Socket(bus.host(), bus.port())) {
      socket.setSoTimeout(2_000);
      DataOutputStream out = new DataOutputStream(socket.getOutputStream());
      out.writeInt(message.length());
      out.write(message.getBytes());
      out.flush();
      try {
        while (socket.getInputStream().read() >= 0) {
          // an alert, or the bus's own answer
        }
      } catch (IOException closed) {
        // as good as an end
      }
    }
  }

  private static void text(Buffer message, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    message.appendInt(bytes.length).appendBytes(bytes);
  }

  /** Something that no member sends. */
  static final class Gadget implements Serializable {
    private static final long serialVersionUID = 1L;
    static volatile boolean awake;

    private void readObject(java.io.ObjectInputStream in)
        throws IOException, ClassNotFoundException {
      awake = true;
      in.defaultReadObject();
    }
  }

  @Test
  void anObjectThatNoMemberSendsIsNotBroughtToLife() {
    Vertx one = node(PLAIN);
    Vertx other = node(PLAIN);
    IMap<String, Object> there = hazelcast(other).getMap("test");
    there.set("gadget", new Gadget());
    IMap<String, Object> here = hazelcast(one).getMap("test");
    assertThatThrownBy(() -> here.get("gadget"))
        .isInstanceOf(HazelcastSerializationException.class)
        .hasStackTraceContaining("Gadget is not allowed");
    assertThat(Gadget.awake).isFalse();
  }

  @Test
  void aClientOfHazelcastFindsNoDoor() {
    Vertx one = node(PLAIN);
    ClientConfig config = new ClientConfig();
    config.setClusterName(name);
    config.setProperty("hazelcast.logging.type", "slf4j");
    config
        .getNetworkConfig()
        .addAddress(
            HOST + ':' + hazelcast(one).getCluster().getLocalMember().getAddress().getPort());
    config
        .getConnectionStrategyConfig()
        .getConnectionRetryConfig()
        .setClusterConnectTimeoutMillis(2_000);
    assertThatThrownBy(() -> HazelcastClient.newHazelcastClient(config))
        .isInstanceOf(IllegalStateException.class);
  }
}
