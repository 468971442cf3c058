package io.sotong.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sotong.model.ChatException;
import io.sotong.model.ErrorCode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueryTest {

  static Stream<SearchCase> cases() {
    return SearchCase.all().stream();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void isFoundWhereTheSuiteSays(SearchCase each) {
    assertThat(Query.parse(each.query()).find(each.text())).isEqualTo(each.found());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void whatIsFoundHasTheTermsThatAreAskedFor(SearchCase each) {
    Set<String> terms = Analysis.terms(each.text());
    if (each.found().isPresent()) {
      for (Word word : Query.parse(each.query()).words()) {
        assertThat(word.wanted())
            .isNotEmpty()
            .allSatisfy(any -> assertThat(any).containsAnyElementsOf(terms));
      }
    }
  }

  @Test
  void theSuiteIsLargeAndHalfOfItKorean() {
    List<SearchCase> all = SearchCase.all();
    assertThat(all).hasSizeGreaterThan(150).doesNotHaveDuplicates();
    assertThat(all.stream().filter(each -> each.text().matches("(?s).*[\\p{IsHangul}].*")).count())
        .isGreaterThanOrEqualTo(all.size() / 2);
  }

  @Test
  void filtersAreReadAndAreNoWords() {
    Query query =
        Query.parse("from:minji 회의 in:\"Sunday hikers\" After:2026-01-31 before:2026-02-02");
    assertThat(query.from()).contains("minji");
    assertThat(query.in()).contains("Sunday hikers");
    assertThat(query.fromMs()).isEqualTo(Instant.parse("2026-01-31T00:00:00Z").toEpochMilli());
    assertThat(query.toMs()).isEqualTo(Instant.parse("2026-02-02T00:00:00Z").toEpochMilli());
    assertThat(query.words()).hasSize(1);
    assertThat(query.find("회의")).contains(List.of(new Highlight(0, 2)));
  }

  @Test
  void aFilterAloneIsAQuery() {
    Query query = Query.parse("from:minji");
    assertThat(query.words()).isEmpty();
    assertThat(query.find("anything")).isEqualTo(Optional.of(List.of()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"from:", "from: minji", "to:minji", "xfrom:minji", "12:30"})
  void whatIsNoFilterIsText(String text) {
    Query query = Query.parse(text);
    assertThat(query.from()).isEmpty();
    assertThat(query.find("it says " + text + " here")).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "   ",
        "!?",
        "\"\"",
        "before:yesterday",
        "after:2026-13-01",
        "before:2026-1-1"
      })
  void whatCannotBeIsInvalid(String text) {
    assertThatThrownBy(() -> Query.parse(text))
        .isInstanceOfSatisfying(
            ChatException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID));
  }

  @Test
  void aQueryIsBounded() {
    assertThat(Query.parse("가".repeat(500)).words()).hasSize(1);
    assertThatThrownBy(() -> Query.parse("가".repeat(501))).isInstanceOf(ChatException.class);
    assertThat(Query.parse("a ".repeat(20)).words()).hasSize(20);
    assertThatThrownBy(() -> Query.parse("a ".repeat(21))).isInstanceOf(ChatException.class);
  }

  @Test
  void theLargestBodyIsFoundInToItsEnd() {
    String body = "e\u0301".repeat(49_998) + "끝이다";
    assertThat(Query.parse("끝이").find(body)).contains(List.of(new Highlight(99_996, 99_998)));
    String marks = "\u0301".repeat(99_999) + "x";
    assertThat(Query.parse("x").find(marks)).contains(List.of(new Highlight(99_999, 100_000)));
  }
}
