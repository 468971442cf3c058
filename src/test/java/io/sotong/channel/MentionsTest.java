package io.sotong.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.sotong.model.UserId;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MentionsTest {
  private static final Map<UserId, String> MEMBERS =
      Map.of(new UserId("1"), "minji", new UserId("2"), "jun.ho", new UserId("3"), "a_b");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "hello | ''",
        "@minji hello | 1",
        "@minji님, @jun.ho. | 1,2",
        "@jun.ho @minji @jun.ho | 2,1",
        "mail minji@minji.example | ''",
        "@nobody @a_b! | 3",
        "(@minji) | 1",
        "@@minji | ''",
        "안녕@minji | ''",
      })
  void namesAreFoundWhereAPersonWouldSeeThem(String body, String mentioned) {
    assertThat(String.join(",", Mentions.in(body, MEMBERS).stream().map(UserId::value).toList()))
        .isEqualTo(mentioned);
  }
}
