/**
 * Dense logs of write-once cells and registers that only rise: the port {@code Log}, and the append
 * algorithm once for all stores. Stores implement it; channel, mailbox and routing use it.
 */
@NullMarked
package io.sotong.log;

import org.jspecify.annotations.NullMarked;
