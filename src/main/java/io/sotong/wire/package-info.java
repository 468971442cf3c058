/**
 * Bytes: the compact, versioned binary form that the bus and the rows of the logs share, and JSON
 * that is encoded once and written many times. Anyone may enter.
 */
@NullMarked
package io.sotong.wire;

import org.jspecify.annotations.NullMarked;
