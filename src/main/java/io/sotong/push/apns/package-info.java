/** Apple's push service, APNs, with a token for authentication. Entered by launch only. */
@NullMarked
package io.sotong.push.apns;

import org.jspecify.annotations.NullMarked;
