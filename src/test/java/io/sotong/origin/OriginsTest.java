package io.sotong.origin;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.net.HostAndPort;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OriginsTest {
  private static final Page BEHIND_A_PROXY =
      new Page(Optional.of(URI.create("https://chat.example.org/")), 8080);

  private final Origins origins =
      new Origins(
          List.of("https://App.example.org"),
          () -> List.of(BEHIND_A_PROXY, new Page(Optional.empty(), 8090)));

  @Test
  void whoSendsNoOriginIsNoBrowser() {
    assertThat(origins.allow(Optional.empty(), Optional.empty())).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "https://app.example.org, other:1",
    "https://APP.example.org, other:1",
    "https://chat.example.org, other:1",
    "https://CHAT.example.org:443, other:1",
    "http://10.0.0.1:8080, 10.0.0.1:8081",
    "http://host:8090, HOST:8081",
    "http://[::1]:8080, [::1]:8081",
    "http://host:8081, host:8081",
    "http://host, host",
    "https://host, host",
    "https://host, host:443",
  })
  void itsOwnPagesAndThoseOfTheAllowListMay(String origin, String asked) {
    assertThat(allow(origin, asked)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "https://app.example.org:444, other:1",
    "https://app.example.org.evil, other:1",
    "http://app.example.org, other:1",
    "http://chat.example.org, other:1",
    "https://chat.example.org:8443, other:1",
    "https://chat.example.org.evil, other:1",
    "http://host:8080, other:8081",
    "http://host:8082, host:8081",
    "http://host, host:8081",
    "https://host, host:80",
    "null, host:8081",
    "file://, host:8081",
    "%, host:8081",
  })
  void othersMayNot(String origin, String asked) {
    assertThat(allow(origin, asked)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://host:8080", "http://127.0.0.1:8080", "null"})
  void whoDoesNotSayWhomItAsksIsOnlyLetInByName(String origin) {
    assertThat(origins.allow(Optional.of(origin), Optional.empty())).isFalse();
    assertThat(origins.allow(Optional.of("https://chat.example.org"), Optional.empty())).isTrue();
  }

  private boolean allow(String origin, String asked) {
    return origins.allow(Optional.of(origin), Optional.of(HostAndPort.parseAuthority(asked, -1)));
  }
}
