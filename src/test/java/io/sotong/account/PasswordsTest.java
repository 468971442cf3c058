package io.sotong.account;

import static io.sotong.account.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.sotong.model.ChatException;
import io.sotong.model.ErrorCode;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PasswordsTest {
  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    await(vertx.close());
  }

  @Test
  void onlyTheRightPasswordFits() {
    Passwords passwords = new Passwords(vertx, AccountOptions.defaults());
    String hash = await(passwords.hash("correct horse 🐴"));
    assertThat(hash).startsWith("$argon2id$v=19$m=19456,t=2,p=1$").doesNotContain("horse");
    assertThat(await(passwords.hash("correct horse 🐴"))).isNotEqualTo(hash);
    assertThat(await(passwords.fits("correct horse 🐴", Optional.of(hash)))).isTrue();
    assertThat(await(passwords.fits("correct horse 🐎", Optional.of(hash)))).isFalse();
    assertThat(await(passwords.fits("correct horse 🐴", Optional.empty()))).isFalse();
  }

  @Test
  void aHashOfOtherCostsIsStillRead() {
    Passwords cheap = new Passwords(vertx, new AccountOptions(1, 1, 64, 1));
    String hash = await(cheap.hash("correct horse"));
    Passwords dear = new Passwords(vertx, new AccountOptions(1, 1, 128, 3));
    assertThat(await(dear.fits("correct horse", Optional.of(hash)))).isTrue();
  }

  @Test
  void moreThanMayWaitAreRefusedAndAllOthersServed() {
    Passwords passwords = new Passwords(vertx, new AccountOptions(1, 1, 2_048, 2));
    List<Future<String>> asked = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      asked.add(passwords.hash("password " + i));
    }
    int refused = 0;
    for (Future<String> each : asked) {
      try {
        await(each);
      } catch (ChatException e) {
        assertThat(e.code()).isEqualTo(ErrorCode.RATE_LIMITED);
        assertThat(e.retryAfterMs()).isPositive();
        refused++;
      }
    }
    assertThat(refused).isBetween(1, 8);
    assertThat(await(passwords.hash("the queue is free again"))).isNotEmpty();
  }
}
