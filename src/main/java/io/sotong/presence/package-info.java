/**
 * Who is here, judged by heartbeats, and which node holds whose sessions. Entered over the bus, but
 * for its table, which the API reads.
 */
@NullMarked
package io.sotong.presence;

import org.jspecify.annotations.NullMarked;
