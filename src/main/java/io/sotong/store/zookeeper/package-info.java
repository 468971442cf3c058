/** Service discovery on ZooKeeper, for operators who have one. Entered by launch only. */
@NullMarked
package io.sotong.store.zookeeper;

import org.jspecify.annotations.NullMarked;
