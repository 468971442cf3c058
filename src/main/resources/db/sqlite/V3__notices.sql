-- News for mailboxes, kept with the change it tells of until routers have delivered it.
CREATE TABLE notice (
  place          INTEGER PRIMARY KEY AUTOINCREMENT,  -- the order of the changes
  notice_id      VARCHAR(64) NOT NULL UNIQUE,
  recipients     VARCHAR(16384) NOT NULL,        -- user ids with spaces between
  fields         VARCHAR(65536) NOT NULL,        -- JSON fields of the entry
  register_kind  VARCHAR(32),                    -- a register to be raised first, if any
  register_owner VARCHAR(64),
  register_part  VARCHAR(64),
  register_value BIGINT
);
