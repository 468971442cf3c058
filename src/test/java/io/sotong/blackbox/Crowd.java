package io.sotong.blackbox;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A hundred and one users with a device each, made once for all tests that need many. */
public final class Crowd {
  private static @Nullable List<Device> devices;

  private Crowd() {}

  /** The first is the one who makes groups; the last is the one too many. */
  public static synchronized List<Device> of101() {
    List<Device> made = devices;
    if (made == null) {
      made = arriveTogether();
      devices = made;
    }
    return made;
  }

  /** On threads of their own: a parallel stream would borrow those of the tests, with the tests. */
  private static List<Device> arriveTogether() {
    ExecutorService doors = Executors.newFixedThreadPool(8);
    try {
      return IntStream.rangeClosed(1, 101)
          .mapToObj(
              number -> CompletableFuture.supplyAsync(() -> Sotong.shared().arrive("crowd"), doors))
          .toList()
          .stream()
          .map(CompletableFuture::join)
          .toList();
    } finally {
      doors.shutdown();
    }
  }
}
