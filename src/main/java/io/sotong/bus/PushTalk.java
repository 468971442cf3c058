package io.sotong.bus;

import io.sotong.bus.MailboxTalk.Place;
import io.sotong.model.UserId;
import io.sotong.wire.Codec;
import java.util.List;

/** What is said to push. */
public final class PushTalk {
  static final Codec<Wake> WAKE =
      new Codec<>(
          1,
          (out, wake) ->
              out.list(
                  wake.places(), (o, place) -> o.text(place.user().value()).number(place.seq())),
          in -> new Wake(in.list(i -> new Place(new UserId(i.text()), i.number()))));

  private PushTalk() {}

  /**
   * These users have no live session.
   *
   * @param places where something new stands; seq 0 for one who has just gone, and may have gone
   *     without what was told to a session that was dead already
   */
  public record Wake(List<Place> places) {}
}
