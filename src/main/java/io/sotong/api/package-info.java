/**
 * HTTP for clients, routed and validated by {@code openapi.yaml}. It speaks to the domain rooms and
 * to the bus; only the launcher enters it.
 */
@NullMarked
package io.sotong.api;

import org.jspecify.annotations.NullMarked;
