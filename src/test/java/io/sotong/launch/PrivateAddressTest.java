package io.sotong.launch;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sotong.config.ConfigException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrivateAddressTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "::1",
        "10.1.2.3",
        "172.16.0.1",
        "172.31.255.1",
        "192.168.1.1",
        "100.64.0.1",
        "100.127.1.1",
        "169.254.1.1",
        "fd12::1",
        "fe80::1"
      })
  void aPrivateNetworkWillDo(String host) {
    PrivateAddress.check(host);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "::",
        "8.8.8.8",
        "172.32.0.1",
        "100.128.0.1",
        "100.63.1.1",
        "2001:db8::1",
        "::ffff:8.8.8.8"
      })
  void anAddressThatOthersReachIsRefused(String host) {
    assertThatThrownBy(() -> PrivateAddress.check(host))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(host);
  }
}
