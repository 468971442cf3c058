package io.sotong.store;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives up, after 3 s, on what waits for a store that hangs. It counts ticks instead of reading a
 * clock: a machine that slept, or whose clock was set, has nobody give up. Any thread.
 */
public final class Patience implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Patience.class);
  private static final long TICK_MS = 250;

  /** So many ticks are 3 s. */
  public static final int TICKS = 12;

  private final Set<Waiting> waiting = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "sotong-store-patience");
            thread.setDaemon(true);
            return thread;
          });
  private final ScheduledFuture<?> ticking;
  private volatile int now;

  /** Begins to tick, on a thread of its own. */
  public Patience() {
    ticking = clock.scheduleWithFixedDelay(this::tick, TICK_MS, TICK_MS, TimeUnit.MILLISECONDS);
  }

  /** Something that somebody waits for. Identity counts, so no record. */
  public abstract static class Waiting {
    private int since;
    private volatile boolean over;

    /** Tells those who wait that it is unavailable; called at most once. */
    protected abstract void giveUp();

    /** Nobody waits for it any more. */
    public final boolean isOver() {
      return over;
    }
  }

  /** Somebody waits from now on. */
  public void begin(Waiting one) {
    one.since = now;
    waiting.add(one);
  }

  /** It is answered, or nobody cares any more. */
  public void end(Waiting one) {
    one.over = true;
    waiting.remove(one);
  }

  /** Ticks, four a second, since this was made. */
  public int ticks() {
    return now;
  }

  @Override
  public void close() {
    ticking.cancel(false);
    clock.shutdown();
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // one thread ticks
  private void tick() {
    now++;
    for (Waiting one : waiting) {
      if (now - one.since > TICKS) {
        end(one);
        try {
          one.giveUp();
        } catch (RuntimeException e) {
          LOG.error("one that waited could not be told", e); // and the others are told all the same
        }
      }
    }
  }
}
