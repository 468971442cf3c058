/** Google's push service: FCM's HTTP v1, for a service account. Entered by launch only. */
@NullMarked
package io.sotong.push.fcm;

import org.jspecify.annotations.NullMarked;
