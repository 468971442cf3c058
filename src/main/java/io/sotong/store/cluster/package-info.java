/** What the nodes of a cluster share in memory, on the cluster manager. Entered by launch only. */
@NullMarked
package io.sotong.store.cluster;

import org.jspecify.annotations.NullMarked;
