-- Up Migration

-- Keys that recordings are sealed by, wrapped by keys of the operator. They go before all else of a
-- recording that is deleted: what is left of it anywhere can't be read any more.
CREATE TABLE recording_keys (
  recording_id text NOT NULL REFERENCES recordings ON DELETE CASCADE,
  key_id text NOT NULL,
  wrapped text NOT NULL,
  PRIMARY KEY (recording_id, key_id)
);

-- Down Migration
DROP TABLE recording_keys;
