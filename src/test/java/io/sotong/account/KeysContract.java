package io.sotong.account;

import static io.sotong.account.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What every store of secrets must do. */
public interface KeysContract {
  Keys keys();

  private static byte[] secret(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  default void theFirstSecretOfANameStays() {
    assertThat(await(keys().get("a", secret("first")))).isEqualTo(secret("first"));
    assertThat(await(keys().get("a", secret("second")))).isEqualTo(secret("first"));
    assertThat(await(keys().get("b", secret("third")))).isEqualTo(secret("third"));
  }
}
