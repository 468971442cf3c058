package io.sotong.blackbox;

import java.util.List;
import java.util.stream.IntStream;

/** A hundred and one users with a device each, made once for all tests that need many. */
final class Crowd {
  private Crowd() {}

  /** The first is the one who makes groups; the last is the one too many. */
  static List<Device> of101() {
    return Made.DEVICES;
  }

  private static final class Made {
    static final List<Device> DEVICES =
        IntStream.rangeClosed(1, 101)
            .parallel()
            .mapToObj(number -> Sotong.shared().arrive("crowd"))
            .toList();
  }
}
