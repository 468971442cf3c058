-- Who you are. Runs unchanged on H2 (PostgreSQL mode) and PostgreSQL 15 and later.
-- Ids are made by the program; times are milliseconds since 1970 UTC.

CREATE TABLE account (
  user_id       VARCHAR(64)  NOT NULL PRIMARY KEY,
  username      VARCHAR(32)  NOT NULL UNIQUE,
  display_name  VARCHAR(256) NOT NULL,
  password_hash VARCHAR(255),               -- absent: logs in by a token of the operator's only
  settings      VARCHAR(16384) NOT NULL,    -- a JSON object of the clients' own
  created_at    BIGINT NOT NULL,
  removed_at    BIGINT                      -- the row stays, so that nobody else gets the name
);

CREATE TABLE device (
  device_id      VARCHAR(64) NOT NULL PRIMARY KEY,
  user_id        VARCHAR(64) NOT NULL REFERENCES account (user_id),
  name           VARCHAR(256),
  platform       VARCHAR(16) NOT NULL,
  generation     BIGINT NOT NULL,           -- rises with each log-in; tokens carry it
  signed_in      BOOLEAN NOT NULL,
  created_at     BIGINT NOT NULL,
  last_active_at BIGINT NOT NULL
);
CREATE INDEX device_of ON device (user_id);

-- The refresh tokens of a device's present generation that may still be used, and for a few seconds
-- the one used last.
CREATE TABLE refresh_token (
  token_hash VARCHAR(64) NOT NULL PRIMARY KEY,   -- SHA-256, hexadecimal
  device_id  VARCHAR(64) NOT NULL REFERENCES device (device_id),
  expires_at BIGINT NOT NULL,
  used_at    BIGINT
);
CREATE INDEX refresh_token_of ON refresh_token (device_id);

-- One row for two users, the smaller id first.
CREATE TABLE friendship (
  low_id   VARCHAR(64) NOT NULL REFERENCES account (user_id),
  high_id  VARCHAR(64) NOT NULL REFERENCES account (user_id),
  asked_by VARCHAR(64) NOT NULL,
  accepted BOOLEAN NOT NULL,
  since    BIGINT NOT NULL,
  PRIMARY KEY (low_id, high_id)
);
CREATE INDEX friendship_high ON friendship (high_id);

CREATE TABLE account_block (
  blocker_id VARCHAR(64) NOT NULL REFERENCES account (user_id),
  blocked_id VARCHAR(64) NOT NULL REFERENCES account (user_id),
  since      BIGINT NOT NULL,
  PRIMARY KEY (blocker_id, blocked_id)
);
CREATE INDEX account_block_of ON account_block (blocked_id);

-- Secrets of this installation, made at its first start.
CREATE TABLE installation_key (
  name  VARCHAR(64) NOT NULL PRIMARY KEY,
  bytes VARCHAR(255) NOT NULL                    -- Base64
);
