package io.sotong.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.sotong.model.ChannelId;
import io.sotong.model.UserId;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NotificationTest {
  private static Notification showing(Optional<String> preview) {
    return new Notification(
        new ChannelId("c"), 7, new UserId("u"), "박미나", Optional.empty(), preview, 2, 9);
  }

  @Test
  void aPreviewIsCutByCodePointsAndAHiddenOneIsNotThere() {
    String emoji = "😀".repeat(120);
    assertThat(showing(Optional.of(emoji)).preview()).contains(emoji);
    assertThat(showing(Optional.of(emoji + "!")).preview()).contains("😀".repeat(119) + "…");
    assertThat(showing(Optional.of("회의 시작")).toJson())
        .isEqualTo(
            new JsonObject()
                .put("channelId", "c")
                .put("seq", 7L)
                .put("senderId", "u")
                .put("senderName", "박미나")
                .put("preview", "회의 시작")
                .put("count", 2)
                .put("unreadCount", 9L));
    assertThat(showing(Optional.empty()).toJson().fieldNames()).doesNotContain("preview");
  }

  @Test
  void theLongestFitsIntoOneRecord() {
    assertThat(Notifications.LONGEST.toJson().toBuffer().length()).isLessThan(3_900);
  }

  @Test
  void whatTheSettingsSayIsReadAndWhatIsNoWishIsNone() {
    assertThat(
            Preferences.read(
                "{\"theme\":\"dark\",\"push\":{\"preview\":false,\"muted\":[\"c1\",7,\"\",null]}}"))
        .isEqualTo(new Preferences(false, Set.of(new ChannelId("c1"))));
    for (String nothing :
        new String[] {
          "{}", "{\"push\":7}", "{\"push\":{\"preview\":\"no\",\"muted\":{}}}", "[]", "x", ""
        }) {
      assertThat(Preferences.read(nothing)).as(nothing).isEqualTo(Preferences.NONE);
    }
  }
}
