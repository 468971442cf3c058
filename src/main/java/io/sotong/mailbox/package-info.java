/**
 * A user's queue: its entries, reading on from a cursor, finding the user's live sessions and
 * waking them. Routers append, bridges and the API read, presence tells.
 */
@NullMarked
package io.sotong.mailbox;

import org.jspecify.annotations.NullMarked;
