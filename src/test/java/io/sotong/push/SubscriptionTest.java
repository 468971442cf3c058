package io.sotong.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.sotong.push.Subscription.App;
import io.sotong.push.Subscription.Service;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SubscriptionTest {
  @ParameterizedTest
  @CsvSource({
    "APNS, 0aF9, 16, true",
    "APNS, 0aF9, 50, true",
    "APNS, 0aF9, 15, false",
    "APNS, 0aF9, 51, false",
    "APNS, 0ag9, 16, false",
    "APNS, 012, 23, false",
    "FCM, aZ09:_-., 4, true",
    "FCM, aZ09:_-., 128, true",
    "FCM, aZ09:_-., 3, false",
    "FCM, aZ09:_-., 129, false",
    "FCM, 'aZ09:_/.', 4, false",
    "FCM, 'aZ09 _-.', 4, false",
    "FCM, '', 1, false",
  })
  void aTokenIsTakenByItsFormAndLength(Service service, String part, int times, boolean taken) {
    assertThat(new App(service, part.repeat(times)).refusal().isEmpty()).isEqualTo(taken);
  }

  @Test
  void theSameTokenOfApnsInCapitalsIsTheSame() {
    assertThat(new App(Service.APNS, "AB")).isEqualTo(new App(Service.APNS, "ab"));
    assertThat(new App(Service.FCM, "AB")).isNotEqualTo(new App(Service.FCM, "ab"));
  }

  @Test
  void whatLetsOthersPushIsNotPrinted() {
    assertThat(new App(Service.FCM, "secret").toString()).doesNotContain("secret");
    assertThat(new Subscription.Browser("secret", "secret", "secret").toString())
        .doesNotContain("secret");
  }
}
