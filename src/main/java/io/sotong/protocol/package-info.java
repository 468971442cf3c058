/**
 * What a client may say and hear: frames, their JSON, close codes and limits. Knows the model and
 * bytes only; every room that speaks to clients may enter.
 */
@NullMarked
package io.sotong.protocol;

import org.jspecify.annotations.NullMarked;
