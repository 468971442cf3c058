package io.sotong.bus;

import io.sotong.wire.Codec;

/**
 * An address to which one tells {@code T} and hears nothing back. Best effort: what is told may be
 * lost, late or doubled.
 */
public record Topic<T>(String name, Codec<T> codec) {}
