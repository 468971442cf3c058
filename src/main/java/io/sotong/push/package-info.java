/**
 * Wakes those who are away: who and when ({@link io.sotong.push.PushPlan}), the queue in which
 * wake-ups wait, and the devices that want them. Entered over the bus; by the API for
 * registrations, and for its ports by the stores.
 */
@NullMarked
package io.sotong.push;

import org.jspecify.annotations.NullMarked;
