package io.sotong.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SotongProcessIT {

  @Test
  void aStoppedServerLeavesInOrderAndStartsAgainOnItsData() {
    try (SotongProcess server = SotongProcess.start()) {
      Person ann = server.sotong().signUp("ann");
      assertThat(server.stop())
          .as("exit code of the ordered stop, 128 + SIGTERM or 0")
          .isIn(0, 143);
      server.restart();
      assertThat(ann.logIn().userId()).isEqualTo(ann.userId());
    }
  }

  @Test
  void theDefaultServerTellsItsClientsWhereToConnect() {
    Device ann = Sotong.shared().arrive("ann");
    assertThat(ann.webSocket().getScheme()).isIn("ws", "wss");
    assertThat(ann.sockJs().getScheme()).isIn("http", "https");
  }
}
