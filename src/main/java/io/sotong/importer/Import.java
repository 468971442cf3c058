package io.sotong.importer;

import io.sotong.log.Log;
import io.vertx.core.Future;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Brings a file in, chunk by chunk. How far it came stands in a small file beside the stores, so
 * that the same command goes on after whatever ended it. Blocks; not for an event loop.
 */
public final class Import {
  /** Lines that are brought in together. */
  static final int CHUNK = 1_000;

  private static final int MAX_TOLD = 50;
  private static final int BAR = 30;
  private static final long CHUNK_SECONDS = 60;

  private final ImportStore store;
  private final Log log;
  private final Path progress;
  private final PrintStream out;
  private final LineReader reader;
  private long rejected;

  /**
   * Prepares an import.
   *
   * @param progress where it is kept how far the import came
   * @param out where the operator reads
   * @param nowMs the time of what has none of its own, milliseconds since 1970 UTC
   */
  public Import(ImportStore store, Log log, Path progress, PrintStream out, long nowMs) {
    this.store = store;
    this.log = log;
    this.progress = progress;
    this.out = out;
    this.reader = new LineReader(nowMs);
  }

  /** Lines brought in by this run, rejected ones counted apart, and those of earlier runs. */
  public record Result(long lines, long rejected, long before) {}

  /** Brings in what is left of {@code file}. */
  public Result run(Path file) throws IOException, InterruptedException, TimeoutException {
    long before = done();
    long size = Math.max(1, Files.size(file));
    long bytes = 0;
    long number = 0;
    ChunkImport chunks = new ChunkImport(store, log, this::reject);
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      Chunk chunk = new Chunk();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        bytes += line.getBytes(StandardCharsets.UTF_8).length + 1;
        if (number > before && !line.isBlank()) {
          read(number, line, chunk);
        }
        if (number % CHUNK == 0 && number > before) {
          bring(chunks, chunk, number);
          chunk = new Chunk();
          bar(bytes, size, number);
        }
      }
      bring(chunks, chunk, number);
      bar(size, size, number);
      out.println();
    }
    return new Result(Math.max(0, number - before) - rejected, rejected, Math.min(before, number));
  }

  private void read(long number, String line, Chunk chunk) {
    try {
      chunk.add(number, reader.read(number, line));
    } catch (Rejected e) {
      reject(number, String.valueOf(e.getMessage()));
    }
  }

  private void bring(ChunkImport chunks, Chunk chunk, long number)
      throws IOException, InterruptedException, TimeoutException {
    Future<Void> brought = chunks.bring(chunk);
    brought.await(CHUNK_SECONDS, TimeUnit.SECONDS);
    done(number);
  }

  private void reject(long number, String reason) {
    rejected++;
    if (rejected <= MAX_TOLD) {
      out.printf("%nline %d: %s%n", number, reason);
    } else if (rejected == MAX_TOLD + 1) {
      out.printf("%nmore lines are rejected; they are only counted%n");
    }
  }

  private void bar(long bytes, long size, long number) {
    int full = (int) Math.min(BAR, bytes * BAR / size);
    out.printf("\r[%s%s] %,d lines", "#".repeat(full), " ".repeat(BAR - full), number);
    out.flush();
  }

  private long done() throws IOException {
    return Files.exists(progress) ? Long.parseLong(Files.readString(progress).strip()) : 0;
  }

  /** Written aside and moved, so that it is whole whenever it is there. */
  private void done(long number) throws IOException {
    Path aside = progress.resolveSibling(progress.getFileName() + ".new");
    Files.writeString(aside, Long.toString(number));
    Files.move(
        aside, progress, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
