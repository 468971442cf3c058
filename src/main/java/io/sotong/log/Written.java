package io.sotong.log;

import io.vertx.core.Future;
import java.util.List;

/**
 * The answers to one {@link Write}.
 *
 * @param gate completes when the gate's fate is known and, if it is {@link Outcome.Stored}, durable
 *     with its raises; at once {@link Outcome.Stored} for a write without gate
 * @param puts completes when the fate of every put is known, in their order; {@code last} is raised
 *     and durable if all are {@link Outcome.Stored}
 */
public record Written(Future<Outcome> gate, Future<List<Outcome>> puts) {}
