package io.sotong.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.sotong.blackbox.Api;
import io.sotong.blackbox.Await;
import io.sotong.blackbox.ChatSocket;
import io.sotong.blackbox.Crowd;
import io.sotong.blackbox.Device;
import io.sotong.blackbox.Link;
import io.sotong.blackbox.Person;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** One conversation whose devices are on all three nodes. */
@Isolated("it counts what the nodes send each other")
class SpreadIT {
  private static final int NODES = 3;
  private static final int GROUP = 100;
  private static final int MESSAGES = 12;
  private static final Pattern HINTS = Pattern.compile("(?m)^sotong_hints_sent ([0-9.E]+)$");
  private static final Duration QUIET = Duration.ofSeconds(3);
  private static final Duration QUIET_WITHIN = Duration.ofMinutes(3);

  private final TestCluster cluster = TestCluster.shared();
  private final List<Link> links = new ArrayList<>();

  @AfterEach
  void hangUp() {
    links.forEach(Link::close);
  }

  @Test
  void twoDevicesOfAnAccountOnTwoNodesGetEveryMessageInOrder() {
    Person ann = cluster.sotong(0).signUp("ann");
    Device bob = cluster.sotong(0).arrive("bob");
    Device first = ann.logIn();
    String channel = first.directWith(bob);
    Link onOne = online(first, 1);
    Link onTwo = online(ann.logIn(), 2);
    Link bobs = online(bob, 0);

    for (int i = 1; i <= MESSAGES; i++) {
      (i % 3 == 0 ? onOne : bobs).send(channel, "number " + i, "r" + i);
    }

    List<Long> all = LongStream.rangeClosed(1, MESSAGES).boxed().toList();
    for (Link link : List.of(onOne, onTwo, bobs)) {
      link.pushes().awaitMessage(channel, MESSAGES);
      assertThat(link.pushes().messages(channel))
          .extracting(message -> message.getLong("seq"))
          .isEqualTo(all);
      List<Long> entries =
          link.pushes().entries().stream().map(entry -> entry.getLong("seq")).toList();
      assertThat(entries)
          .isEqualTo(
              LongStream.range(entries.get(0), entries.get(0) + entries.size()).boxed().toList());
    }
  }

  @Test
  void aMessageToAGroupOf100OnThreeNodesIsOneEnvelopeForEachNode() {
    List<Device> crowd = Crowd.of101().subList(0, GROUP);
    String group = crowd.get(0).groupWith(crowd.subList(1, GROUP).toArray(Device[]::new));
    for (int i = 0; i < GROUP; i++) {
      online(crowd.get(i), i % NODES);
    }
    long before = awaitQuiet();

    for (int i = 1; i <= MESSAGES; i++) {
      links.get(i % NODES).send(group, "number " + i, "r" + i);
    }

    links.forEach(link -> link.pushes().awaitMessage(group, MESSAGES));
    long sent = awaitQuiet() - before;
    System.err.printf(
        "SpreadIT: %d messages to %d devices on %d nodes, %d envelopes%n",
        MESSAGES, GROUP, NODES, sent);
    assertThat(sent).isBetween((long) MESSAGES, (long) MESSAGES * NODES);
  }

  private Link online(Device device, int node) {
    URI chat = cluster.node(node).chat();
    Link link = ChatSocket.open(URI.create("ws://" + chat.getAuthority() + "/ws"));
    links.add(link);
    assertThat(link.hello(device.token()).getString("nodeId")).isEqualTo("n" + (node + 1));
    return link;
  }

  /** The envelopes sent so far, once no more are. */
  private long awaitQuiet() {
    long[] seen = {-1, System.nanoTime()};
    Await.until(
        "nothing is delivered any more",
        QUIET_WITHIN,
        () -> {
          long now = IntStream.range(0, NODES).mapToLong(this::hints).sum();
          if (now != seen[0]) {
            seen[0] = now;
            seen[1] = System.nanoTime();
          }
          Await.pass(QUIET.dividedBy(10));
          return System.nanoTime() - seen[1] > QUIET.toNanos();
        });
    return seen[0];
  }

  private long hints(int node) {
    URI metrics = cluster.node(node).management().resolve("/metrics");
    Matcher value = HINTS.matcher(Api.send(HttpRequest.newBuilder(metrics).build()).is(200).text());
    assertThat(value.find()).as("the metric of node %d", node + 1).isTrue();
    return (long) Double.parseDouble(value.group(1));
  }
}
