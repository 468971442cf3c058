package io.sotong.store.embedded;

/**
 * How much a {@link RocksLog} may take.
 *
 * @param blockCacheBytes native memory for blocks read, with their indexes and filters
 * @param writeBufferBytes native memory for what was written and is not yet in a table file
 * @param readers threads that read, 1 to 16
 * @param maxWaitingWrites beyond so many writes that wait, the next call is refused
 * @param maxWaitingBytes beyond so many bytes that wait, the next call is refused
 * @param maxWaitingReads beyond so many reads that wait, the next is refused
 * @param knownTails logs whose end is remembered, about 160 bytes of heap each
 * @param knownRegisters registers that are answered from the heap, about 200 bytes each
 */
public record RocksOptions(
    long blockCacheBytes,
    long writeBufferBytes,
    int readers,
    int maxWaitingWrites,
    long maxWaitingBytes,
    int maxWaitingReads,
    int knownTails,
    int knownRegisters) {
  /** Fit for a laptop: at most about 100 MB of native memory and 60 MB of heap. */
  public static final RocksOptions DEFAULTS =
      new RocksOptions(64L << 20, 32L << 20, 3, 20_000, 64L << 20, 20_000, 100_000, 200_000);

  /** The same with other sizes of native memory, in bytes. */
  public RocksOptions withMemory(long blockCache, long writeBuffer) {
    return new RocksOptions(
        blockCache,
        writeBuffer,
        readers,
        maxWaitingWrites,
        maxWaitingBytes,
        maxWaitingReads,
        knownTails,
        knownRegisters);
  }
}
