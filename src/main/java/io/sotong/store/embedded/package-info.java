/**
 * The embedded profile's stores, for one node with nothing to install: RocksDB behind the port
 * {@code Log}. Only launch may enter.
 */
@NullMarked
package io.sotong.store.embedded;

import org.jspecify.annotations.NullMarked;
