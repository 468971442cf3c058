/**
 * Which browsers' pages may come in: the service's own, and those of an allow-list. Doors enter
 * here.
 */
@NullMarked
package io.sotong.origin;

import org.jspecify.annotations.NullMarked;
