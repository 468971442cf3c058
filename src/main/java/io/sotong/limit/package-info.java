/** How much anyone may ask for: token buckets per device, user and address. Doors enter here. */
@NullMarked
package io.sotong.limit;

import org.jspecify.annotations.NullMarked;
