/** The push queue of a cluster, on Kafka. Entered by launch only. */
@NullMarked
package io.sotong.store.kafka;

import org.jspecify.annotations.NullMarked;
