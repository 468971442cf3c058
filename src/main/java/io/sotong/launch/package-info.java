/**
 * Reads the plan, makes Vert.x, wires rooms and stores, starts and stops them in order. Knows every
 * room; known by none.
 */
@NullMarked
package io.sotong.launch;

import org.jspecify.annotations.NullMarked;
