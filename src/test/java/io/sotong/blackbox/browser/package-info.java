/**
 * The page at {@code /} in a real browser, and its client library in Node; only for tests of what a
 * person sees and does there.
 */
@NullMarked
package io.sotong.blackbox.browser;

import org.jspecify.annotations.NullMarked;
