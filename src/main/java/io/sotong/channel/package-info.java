/**
 * Channels, their members, history and read markers. Routers ask it who may speak and who hears;
 * the API serves it.
 */
@NullMarked
package io.sotong.channel;

import org.jspecify.annotations.NullMarked;
