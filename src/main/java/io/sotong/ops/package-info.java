/** The operator's port: live, ready, metrics, drain. Knows no other room; entered by launch. */
@NullMarked
package io.sotong.ops;

import org.jspecify.annotations.NullMarked;
