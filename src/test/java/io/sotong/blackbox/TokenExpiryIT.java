package io.sotong.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Access tokens that live a minute, so that a test can see them die. */
@Execution(ExecutionMode.CONCURRENT)
class TokenExpiryIT {

  @Test
  void anExpiredTokenSaysSoAndTheRefreshTokenGoesOn() {
    try (SotongProcess server =
        SotongProcess.start(Map.of("SOTONG_ACCOUNTS_ACCESS_TOKEN_MINUTES", "1"), List.of())) {
      Device ann = server.sotong().arrive("ann");
      assertThat(ann.session().getInteger("expiresInSeconds")).isEqualTo(60);
      Await.pass(Duration.ofSeconds(62));

      ann.api().get("/users/me").isRefused(401, "token_expired");
      ChatSocket socket = ChatSocket.open(ann.webSocket());
      socket.tell("hello", new JsonObject().put("id", 1).put("token", ann.token()));
      socket.isClosedWith(4401);
      JsonObject pair =
          server
              .sotong()
              .api()
              .post("/sessions/refresh", new JsonObject().put("refreshToken", ann.refreshToken()))
              .isSuccess()
              .json();
      server.sotong().api().as(pair.getString("accessToken")).get("/users/me").is(200);
    }
  }
}
