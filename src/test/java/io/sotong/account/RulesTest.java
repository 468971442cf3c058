package io.sotong.account;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RulesTest {
  @ParameterizedTest
  @ValueSource(strings = {"abc", "1.5", "a_b.c", "...", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"})
  void theseAreUsernames(String text) {
    assertThat(Rules.isUsername(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "ab",
        "Abc",
        "a b",
        "a-b",
        "ábc",
        "abc\n",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
      })
  void theseAreNot(String text) {
    assertThat(Rules.isUsername(text)).isFalse();
  }

  @Test
  void aHalfOfASurrogatePairIsNothingToKeep() {
    assertThat(Rules.isPassword("longenough\ud83d")).isFalse();
    assertThat(Rules.isName("a\ude00b")).isFalse();
    assertThat(Rules.areSettings("{\"a\":\"\ud83d\"}")).isFalse();
  }

  @Test
  void aNameCanBeSeen() {
    assertThat(Rules.isName("박미나")).isTrue();
    assertThat(Rules.isName("\u3000 \t")).isFalse();
    assertThat(Rules.isName("a\u0000b")).isFalse();
    assertThat(Rules.isName("a\nb")).isFalse();
  }

  @Test
  void settingsAreMeasuredInBytes() {
    assertThat(Rules.areSettings("x".repeat(16_384))).isTrue();
    assertThat(Rules.areSettings("한".repeat(5_461))).isTrue();
    assertThat(Rules.areSettings("한".repeat(5_462))).isFalse();
  }
}
