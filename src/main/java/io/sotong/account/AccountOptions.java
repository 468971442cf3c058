package io.sotong.account;

/**
 * Times and costs.
 *
 * @param accessTokenMs how long an access token is good for
 * @param refreshTokenMs how long an unused refresh token is good for
 * @param argon2MemoryKiB memory of one password hash
 * @param argon2Iterations passes over it
 */
public record AccountOptions(
    long accessTokenMs, long refreshTokenMs, int argon2MemoryKiB, int argon2Iterations) {

  /** 15 minutes, 90 days, and what OWASP asks of Argon2id: 19 MiB, 2 passes. */
  public static AccountOptions defaults() {
    return new AccountOptions(15 * 60_000L, 90L * 24 * 60 * 60_000, 19_456, 2);
  }
}
