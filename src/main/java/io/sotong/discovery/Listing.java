package io.sotong.discovery;

import io.sotong.wire.Codec;

/** A list of servers: its name, of letters and hyphens, and how one is written down. */
public record Listing<S extends Announced>(String name, Codec<S> codec) {}
