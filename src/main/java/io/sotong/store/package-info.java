/** What all adapters of stores say alike: why one cannot be opened. Only launch may enter. */
@NullMarked
package io.sotong.store;

import org.jspecify.annotations.NullMarked;
