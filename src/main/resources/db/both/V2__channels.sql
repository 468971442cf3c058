-- Who talks with whom. Messages, read markers and activity are in the logs, not here.

CREATE TABLE channel (
  channel_id VARCHAR(64)  NOT NULL PRIMARY KEY,
  kind       VARCHAR(16)  NOT NULL,             -- direct, group
  name       VARCHAR(256),                      -- of a group
  owner_id   VARCHAR(64) REFERENCES account (user_id),
  pair       VARCHAR(129) UNIQUE,               -- of a direct channel: both ids, the smaller first
  version    BIGINT NOT NULL,                   -- rises with each change of members, roles, blocks
  created_at BIGINT NOT NULL
);

CREATE TABLE channel_member (
  channel_id VARCHAR(64) NOT NULL REFERENCES channel (channel_id),
  user_id    VARCHAR(64) NOT NULL REFERENCES account (user_id),
  place      BIGINT NOT NULL,                   -- rises within a channel: who is longest in it
  PRIMARY KEY (channel_id, user_id)
);
CREATE INDEX channel_member_of ON channel_member (user_id);
