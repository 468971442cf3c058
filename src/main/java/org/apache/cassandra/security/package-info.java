/** One class in Cassandra's stead, for the servers of tests and of {@code dev-cluster}. */
@NullMarked
package org.apache.cassandra.security;

import org.jspecify.annotations.NullMarked;
