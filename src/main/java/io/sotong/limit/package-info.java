/**
 * How much anyone may ask for, and how long it may take to ask: token buckets per device, user and
 * address, and deadlines. Doors enter here.
 */
@NullMarked
package io.sotong.limit;

import org.jspecify.annotations.NullMarked;
