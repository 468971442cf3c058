/**
 * Real servers on a developer's machine, from Maven artifacts: for tests and for {@code
 * dev-cluster}. Knows no other room; entered by launch.
 */
@NullMarked
package io.sotong.servers;

import org.jspecify.annotations.NullMarked;
