package io.sotong.servers;

/** Who is told what happens while servers start. Called from any thread. */
@FunctionalInterface
public interface Progress {
  /** Hears one line, such as {@code Cassandra 1 of 3 is ready (4.2 s)}. */
  void tell(String line);
}
