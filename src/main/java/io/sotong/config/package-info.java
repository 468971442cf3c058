/**
 * What the operator wants: a settings tree that is valid if it exists, and the plan of which kinds
 * run where. Entered by launch only.
 */
@NullMarked
package io.sotong.config;

import org.jspecify.annotations.NullMarked;
