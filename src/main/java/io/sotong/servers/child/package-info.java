/** What runs inside the child processes, on their own class path: it knows nothing of ours. */
@NullMarked
package io.sotong.servers.child;

import org.jspecify.annotations.NullMarked;
