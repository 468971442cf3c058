package io.sotong.push.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class EncryptionTest {
  private static final String BROWSER_PUBLIC =
      "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
  private static final String BROWSER_PRIVATE = "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94";
  private static final String AUTH = "BTBZMqHH6r4Tts7J_aSIgg";
  private static final String TEXT = "When I grow up, I want to be a watermelon";

  /** RFC 8291, section 5. */
  private static final String MESSAGE =
      "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6"
          + "TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulc"
          + "y4a-fN";

  @Test
  void theExampleOfTheRfcIsEncryptedAsThere() throws Exception {
    KeyPair once =
        new KeyPair(
            P256.publicKey(
                    bytes(
                        "BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6Tlz"
                            + "AC8wEqKK6PBru3jl7A8"))
                .orElseThrow(),
            P256.privateKey(bytes("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw")));

    byte[] message =
        Encryption.encrypt(
            TEXT.getBytes(StandardCharsets.UTF_8),
            P256.publicKey(bytes(BROWSER_PUBLIC)).orElseThrow(),
            bytes(AUTH),
            once,
            bytes("DGv6ra1nlYgDCS1FRnbzlw"));

    assertThat(Base64.getUrlEncoder().withoutPadding().encodeToString(message)).isEqualTo(MESSAGE);
  }

  @Test
  void theTestsOwnBrowserReadsTheExampleOfTheRfc() throws Exception {
    TestBrowser browser =
        new TestBrowser(bytes(BROWSER_PRIVATE), bytes(BROWSER_PUBLIC), bytes(AUTH));

    assertThat(browser.decrypt(bytes(MESSAGE))).isEqualTo(TEXT);
  }

  @Test
  void theLongestTextIsReadByTheBrowserAndNoTwoMessagesAreAlike() throws Exception {
    TestBrowser browser = TestBrowser.make();
    String longest = "x".repeat(Encryption.MAX_BYTES);

    byte[] one = browser.encrypted(longest);
    byte[] other = browser.encrypted(longest);

    assertThat(one).hasSize(4_096).isNotEqualTo(other);
    assertThat(browser.decrypt(one)).isEqualTo(longest);
    assertThat(browser.decrypt(other)).isEqualTo(longest);
  }

  @Test
  void aKeyIsAPointOfTheCurveAndNothingElse() throws Exception {
    byte[] point = P256.bytes((java.security.interfaces.ECPublicKey) P256.generate().getPublic());
    byte[] beside = point.clone();
    beside[64] ^= 1;
    byte[] compressed = point.clone();
    compressed[0] = 2;

    assertThat(P256.publicKey(point)).isPresent();
    assertThat(P256.publicKey(beside)).isEmpty();
    assertThat(P256.publicKey(compressed)).isEmpty();
    assertThat(P256.publicKey(new byte[65])).isEmpty();
    assertThat(P256.publicKey(new byte[0])).isEmpty();
  }

  private static byte[] bytes(String base64) {
    return Base64.getUrlDecoder().decode(base64);
  }
}
