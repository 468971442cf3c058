/**
 * Web Push: RFC 8030 with the encryption of RFC 8291 and the identification of RFC 8292. Entered by
 * launch only.
 */
@NullMarked
package io.sotong.push.web;

import org.jspecify.annotations.NullMarked;
