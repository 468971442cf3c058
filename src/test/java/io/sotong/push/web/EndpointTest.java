package io.sotong.push.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointTest {
  private static final List<String> OWN = List.of("http://push.internal:8080");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://push.example.com/a",
        "ftp://push.example.com/a",
        "file:///etc/passwd",
        "gopher://push.example.com/",
        "javascript:alert(1)",
        "push.example.com/a",
        "//push.example.com/a",
        "",
        "https:///a",
        "https://",
        "https://localhost/a",
        "https://printer/a",
        "https://push.example.com:8443/a",
        "https://push.example.com:22/a",
        "https://user@push.example.com/a",
        "https://push.example.com@127.0.0.1/a",
        "https://push.example.com/a#b",
        "https://push.example.com/a b",
        "https://push.example.com/a\r\nX: y",
        "https://push.example.com\\@127.0.0.1/a",
        "https://127.0.0.1/a",
        "https://127.1/a",
        "https://2130706433/a",
        "https://0x7f.0.0.1/a",
        "https://0177.0.0.1/a",
        "https://8.8.8.8/a",
        "https://[::1]/a",
        "https://[::ffff:127.0.0.1]/a",
        "https://[2606:4700::1111]/a",
        "https://push.example.com./a",
        "https://push..example.com/a",
        "https://푸시.example.com/a",
        "https://push.example.0x7f/a",
        "http://push.internal/a",
        "http://push.internal:8081/a",
        "http://push.internal:8080@10.0.0.1/a",
      })
  void whatIsNotPlainlyAPlaceOnThePublicInternetIsRefused(String hostile) {
    assertThat(Endpoint.read(hostile, OWN)).isEmpty();
  }

  @Test
  void anEndlessUrlIsRefused() {
    String start = "https://push.example.com/";
    String longest = start + "x".repeat(Endpoint.MAX_LENGTH - start.length());
    assertThat(Endpoint.read(longest, OWN)).isPresent();
    assertThat(Endpoint.read(longest + 'x', OWN)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "https://fcm.googleapis.com/fcm/send/abc:123_-x, https://fcm.googleapis.com, /fcm/send/abc:123_-x",
    "https://updates.push.services.mozilla.com/wpush/v2/gA?x=1,"
        + " https://updates.push.services.mozilla.com, /wpush/v2/gA?x=1",
    "https://web.push.apple.com/QO, https://web.push.apple.com, /QO",
    "https://wns2-par02p.notify.windows.com/w/?token=B%3d,"
        + " https://wns2-par02p.notify.windows.com, /w/?token=B%3d",
    "HTTPS://Push.Example.COM:443, https://push.example.com, /",
    "http://push.internal:8080/a, http://push.internal:8080, /a",
  })
  void thePushServicesThatThereAreAreTakenAndOneThatTheOperatorNamed(
      String text, String origin, String path) {
    Endpoint endpoint = Endpoint.read(text, OWN).orElseThrow();
    assertThat(endpoint.origin()).isEqualTo(origin);
    assertThat(endpoint.path()).isEqualTo(path);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "10.1.2.3",
        "100.64.0.1",
        "100.127.255.255",
        "127.0.0.1",
        "127.255.0.3",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.8",
        "192.168.1.1",
        "198.19.0.1",
        "203.0.113.9",
        "224.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::7f00:1",
        "::ffff:10.0.0.1",
        "64:ff9b::a00:1",
        "2002:a00:1::",
        "2001:db8::1",
        "2001:0:4136:e378::1",
        "fc00::1",
        "fd12:3456::1",
        "fe80::1",
        "fec0::1",
        "ff02::1",
      })
  void aNameThatLeadsAnywhereElseIsNotAskedEvenIfItLeadsToThePublicInternetToo(String address)
      throws UnknownHostException {
    Map<String, InetAddress[]> names =
        Map.of(
            "only.example.com", new InetAddress[] {InetAddress.getByName(address)},
            "also.example.com",
                new InetAddress[] {
                  InetAddress.getByName("93.184.215.14"), InetAddress.getByName(address)
                });
    for (String name : names.keySet()) {
      Endpoint endpoint = Endpoint.read("https://" + name + "/a", OWN).orElseThrow();
      assertThat(endpoint.address(host -> names.getOrDefault(host, new InetAddress[0]))).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"1.1.1.1", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "2a00:1450::1"})
  void anAddressOfThePublicInternetIsTakenAsItWasLookedUp(String address)
      throws UnknownHostException {
    InetAddress found = InetAddress.getByName(address);
    Endpoint endpoint = Endpoint.read("https://push.example.com/a", OWN).orElseThrow();
    assertThat(endpoint.address(host -> new InetAddress[] {found})).contains(found);
  }

  @Test
  void aServiceOfTheOperatorsMayBeAnywhere() throws UnknownHostException {
    Endpoint endpoint = Endpoint.read("http://push.internal:8080/a", OWN).orElseThrow();
    InetAddress inside = InetAddress.getByName("10.0.0.7");
    assertThat(endpoint.address(host -> new InetAddress[] {inside})).contains(inside);
  }
}
