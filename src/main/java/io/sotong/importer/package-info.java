/**
 * Brings users, friendships, channels, memberships and messages from a file, with their times, into
 * the stores of a service that is not running. Entered by launch only.
 */
@NullMarked
package io.sotong.importer;

import org.jspecify.annotations.NullMarked;
