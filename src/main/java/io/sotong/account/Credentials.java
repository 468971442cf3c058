package io.sotong.account;

import io.sotong.model.UserId;
import java.util.Optional;

/**
 * What a password is checked against.
 *
 * @param passwordHash as {@link Passwords} made it; empty for a user who cannot log in by password
 */
public record Credentials(UserId user, Optional<String> passwordHash) {
  @Override
  public String toString() {
    return "Credentials[" + user + ']';
  }
}
