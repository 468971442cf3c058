package io.sotong.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sotong.model.ChatException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageRulesTest {
  @ParameterizedTest
  @ValueSource(strings = {" ", "\n", "\u0000", "\uFFFE", "가", "👨\u200D👩\u200D👧"})
  void aBodyIsAnyText(String body) {
    assertThatCode(() -> MessageRules.check(body, "r")).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "가", "👋"})
  void aBodyHasAHundredThousandCharactersHoweverLongEach(String character) {
    String longest = character.repeat(100_000);
    assertThatCode(() -> MessageRules.check(longest, "r")).doesNotThrowAnyException();
    assertRefused("message_too_long", longest + "a", "r");
  }

  @Test
  void aBodyIsNotEmpty() {
    assertRefused("empty_message", "", "r");
  }

  @ParameterizedTest
  @CsvSource({"d83d", "dc4b", "dc4b d83d", "61 d83d", "d83d 61", "d83d d83d dc4b", "dc4b 61"})
  void halfACharacterIsInvalid(String units) {
    StringBuilder text = new StringBuilder();
    for (String unit : units.split(" ", -1)) {
      text.append((char) Integer.parseInt(unit, 16));
    }
    assertRefused("invalid", text.toString(), "r");
    assertRefused("invalid", "a", text.toString());
  }

  @Test
  void aRefHasOneTo64Characters() {
    assertThatCode(() -> MessageRules.check("a", "👋".repeat(64))).doesNotThrowAnyException();
    assertRefused("invalid", "a", "");
    assertRefused("invalid", "a", "r".repeat(65));
  }

  private static void assertRefused(String code, String body, String ref) {
    assertThatThrownBy(() -> MessageRules.check(body, ref))
        .isInstanceOfSatisfying(
            ChatException.class, refusal -> assertThat(refusal.code().text()).isEqualTo(code));
  }
}
