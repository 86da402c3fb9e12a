-- Up Migration

-- How often somebody has asked for it to be done again.
ALTER TABLE recording_jobs ADD COLUMN again integer NOT NULL DEFAULT 0;
-- It is to be put into the queue.
ALTER TABLE recording_jobs ADD COLUMN is_due boolean NOT NULL DEFAULT false;
CREATE INDEX recording_jobs_due ON recording_jobs (recording_id) WHERE is_due;

-- Down Migration
ALTER TABLE recording_jobs DROP COLUMN is_due, DROP COLUMN again;
