/**
 * How rooms speak across nodes: typed addresses, the one catalogue of them, and their binary form.
 * The only room that touches Vert.x's event bus; every verticle room may enter.
 */
@NullMarked
package io.sotong.bus;

import org.jspecify.annotations.NullMarked;
