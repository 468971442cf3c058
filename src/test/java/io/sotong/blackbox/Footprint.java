package io.sotong.blackbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a server process really needs: live bytes of its heap after a full collection, and bytes of
 * native memory that it allocated itself (direct buffers), which the process tells when it was
 * started with {@link #FLAG}.
 */
record Footprint(long heap, long nativeBytes) {
  static final String FLAG = "-XX:NativeMemoryTracking=summary";
  private static final Pattern HEAP = Pattern.compile("(?m)^Total +\\d+ +(\\d+)");
  private static final Pattern OTHER =
      Pattern.compile("Other \\(reserved=\\d+KB, committed=(\\d+)KB\\)");

  static Footprint of(SotongProcess server) {
    long heap = number(HEAP, jcmd(server, "GC.class_histogram"));
    return new Footprint(heap, 1024 * number(OTHER, jcmd(server, "VM.native_memory", "summary")));
  }

  long total() {
    return heap + nativeBytes;
  }

  private static long number(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.find()) {
      throw new AssertionError("no " + pattern + " in " + text);
    }
    return Long.parseLong(matcher.group(1));
  }

  private static String jcmd(SotongProcess server, String... command) {
    Path tool = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    try {
      ProcessBuilder builder =
          new ProcessBuilder(tool.toString(), Long.toString(server.pid()))
              .redirectErrorStream(true);
      builder.command().addAll(java.util.List.of(command));
      return new String(builder.start().getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
