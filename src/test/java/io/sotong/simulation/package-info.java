/**
 * The seeded simulation of routers, store, hints and devices, and the checker of what came of it.
 */
@NullMarked
package io.sotong.simulation;

import org.jspecify.annotations.NullMarked;
