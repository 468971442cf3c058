/** The load tool that makes the figures in the README; started by hand, it decides no test. */
@NullMarked
package io.sotong.bench;

import org.jspecify.annotations.NullMarked;
