-- Up Migration

-- What somebody was before they stood in for a host that has gone; null: the role is theirs.
ALTER TABLE participants ADD COLUMN stands_in_as text;

-- Down Migration
ALTER TABLE participants DROP COLUMN stands_in_as;
