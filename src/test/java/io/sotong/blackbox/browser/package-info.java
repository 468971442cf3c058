/** The page at {@code /} in a real browser; only for tests of what a person sees and does there. */
@NullMarked
package io.sotong.blackbox.browser;

import org.jspecify.annotations.NullMarked;
