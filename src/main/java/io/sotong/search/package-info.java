/**
 * Finds text again: what a text is taken for ({@link io.sotong.search.Analysis}), what a query
 * means ({@link io.sotong.search.Query}), the index's port, and what feeds it from the channels'
 * logs. Entered by the API for its answers, and by the stores for its port.
 */
@NullMarked
package io.sotong.search;

import org.jspecify.annotations.NullMarked;
