package io.sotong.account;

import io.sotong.model.DeviceId;
import java.util.Optional;

/**
 * A device that is signed in.
 *
 * @param platform {@link Rules#isPlatform}
 * @param createdAtMs its first log-in, milliseconds since 1970 UTC
 * @param lastActiveAtMs its last log-in or refresh, milliseconds since 1970 UTC
 */
public record Device(
    DeviceId deviceId,
    Optional<String> name,
    String platform,
    long createdAtMs,
    long lastActiveAtMs) {}
