package io.sotong.discovery;

import static io.sotong.account.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.sotong.blackbox.Await;
import io.sotong.model.NodeId;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What every list of chat servers keeps to, seen by two processes that share it. */
public interface ServerRegistryContract {
  /** The list as one process sees it, empty for each test. */
  ServerRegistry<ChatServer> here();

  /** The same list in another process. */
  ServerRegistry<ChatServer> there();

  /** Ends the other process without a word. */
  void killTheOther();

  /** Far more than any store takes to notice a death; it decides nothing but how a failure ends. */
  Duration LIMIT = Duration.ofSeconds(60);

  @Test
  default void whoIsAnnouncedIsSeenByAllAsItSaidItself() {
    ChatServer one = server("n-1_a", 12, false);
    ChatServer other =
        new ChatServer(
            new NodeId("n2"),
            "seoul-2",
            Optional.of(URI.create("https://chat2.example.org/a")),
            443,
            5,
            0,
            true);
    await(here().announce(one));
    await(there().announce(other));
    assertThat(await(here().servers())).containsExactlyInAnyOrder(one, other);
    assertThat(await(there().servers())).containsExactlyInAnyOrder(one, other);
  }

  @Test
  default void nobodyIsThereBeforeSomeoneIsAnnounced() {
    assertThat(await(here().servers())).isEmpty();
  }

  @Test
  default void theLatestAnnouncementHolds() {
    for (int sessions = 0; sessions < 20; sessions++) {
      await(there().announce(server("n1", sessions, false)));
      assertThat(await(here().servers())).containsExactly(server("n1", sessions, false));
    }
    await(there().announce(server("n1", 20, true)));
    assertThat(await(here().servers())).containsExactly(server("n1", 20, true));
  }

  @Test
  default void announcementsThatOvertakeEachOtherEndWithTheLast() {
    for (int sessions = 0; sessions < 50; sessions++) {
      there().announce(server("n1", sessions, false));
    }
    await(there().announce(server("n1", 50, false)));
    assertThat(await(here().servers())).containsExactly(server("n1", 50, false));
  }

  @Test
  default void whoWithdrawsIsGoneAtOnceAndMayComeBack() {
    await(there().announce(server("n1", 0, false)));
    await(there().announce(server("n2", 0, false)));
    await(there().withdraw(new NodeId("n1")));
    assertThat(await(here().servers())).containsExactly(server("n2", 0, false));
    await(there().withdraw(new NodeId("n1")));
    await(there().announce(server("n1", 3, false)));
    assertThat(await(here().servers()))
        .containsExactlyInAnyOrder(server("n1", 3, false), server("n2", 0, false));
  }

  @Test
  default void whoDiesIsForgottenAndWhoLivesIsNot() {
    await(there().announce(server("dead", 0, false)));
    killTheOther();
    Await.until(
        "the dead server is forgotten",
        LIMIT,
        () -> {
          await(here().announce(server("alive", 0, false)));
          return await(here().servers()).equals(List.of(server("alive", 0, false)));
        });
  }

  /** A server of zone {@code z}. */
  static ChatServer server(String id, int sessions, boolean draining) {
    return new ChatServer(new NodeId(id), "z", Optional.empty(), 8081, 100, sessions, draining);
  }
}
