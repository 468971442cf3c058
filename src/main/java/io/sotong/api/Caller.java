package io.sotong.api;

import io.sotong.model.DeviceId;
import io.sotong.model.UserId;

/** Who asks, as the access token says: never as the request does. */
public record Caller(UserId user, DeviceId device) {}
