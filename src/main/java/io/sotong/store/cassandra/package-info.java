/**
 * Logs and registers on Cassandra, behind the port {@code Log}: for any number of nodes, and any of
 * them may die. Only launch may enter.
 */
@NullMarked
package io.sotong.store.cassandra;

import org.jspecify.annotations.NullMarked;
