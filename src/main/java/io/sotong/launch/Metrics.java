package io.sotong.launch;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.sotong.bridge.Figures;
import java.util.function.Supplier;

/** What this process tells of itself. */
final class Metrics implements AutoCloseable {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics gc = new JvmGcMetrics();

  Metrics() {
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    gc.bindTo(registry);
  }

  PrometheusMeterRegistry registry() {
    return registry;
  }

  /** Something that is read whenever somebody asks. */
  void gauge(String name, String description, Supplier<Number> value) {
    Gauge.builder(name, value).description(description).register(registry);
  }

  /** What the sessions of this node do. */
  void sessions(Figures figures) {
    gauge("sotong.sessions", "sessions here", figures::sessions);
    gauge("sotong.frames.in", "frames from clients", figures::framesIn);
    gauge("sotong.frames.out", "frames to clients", figures::framesOut);
    gauge("sotong.entries.out", "entries to clients", figures::entries);
    gauge("sotong.mailbox.reads", "readings on from the store", figures::reads);
  }

  @Override
  public void close() {
    gc.close();
    registry.close();
  }
}
