-- Up Migration

-- Why it failed, for programs; null: it has not, or an older worker says no more than words.
ALTER TABLE recording_jobs ADD COLUMN code text;

-- Down Migration
ALTER TABLE recording_jobs DROP COLUMN code;
