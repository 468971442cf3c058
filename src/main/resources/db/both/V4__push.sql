-- Which devices want to be woken, and how.

CREATE TABLE push_registration (
  device_id VARCHAR(64)   NOT NULL PRIMARY KEY REFERENCES device (device_id),
  user_id   VARCHAR(64)   NOT NULL REFERENCES account (user_id),
  provider  VARCHAR(16)   NOT NULL,             -- webpush
  endpoint  VARCHAR(2000) NOT NULL,             -- ASCII
  p256dh    VARCHAR(128)  NOT NULL,             -- Base64
  auth      VARCHAR(64)   NOT NULL              -- Base64
);
CREATE INDEX push_registration_of ON push_registration (user_id);
CREATE INDEX push_registration_at ON push_registration (endpoint);
