/**
 * The words that all rooms share: ids, cursor, message, error codes; no I/O and no Vert.x. Anyone
 * may enter.
 */
@NullMarked
package io.sotong.model;

import org.jspecify.annotations.NullMarked;
