-- Up Migration
ALTER TABLE meetings
  ADD COLUMN kind text NOT NULL DEFAULT 'instant' CHECK (kind IN ('instant', 'scheduled', 'personal')),
  ADD COLUMN starts_at timestamptz,
  ADD COLUMN duration_minutes integer,
  ADD COLUMN time_zone text,
  ADD COLUMN opens_minutes_before integer,
  ADD COLUMN closes_minutes_after integer,
  ADD COLUMN passcode_hash text,
  ADD COLUMN host_key_hash text,
  ADD COLUMN settings jsonb NOT NULL DEFAULT '{}',
  ADD CONSTRAINT scheduled_when CHECK (
    kind <> 'scheduled'
    OR (starts_at IS NOT NULL AND duration_minutes IS NOT NULL AND time_zone IS NOT NULL)
  );

-- Down Migration
ALTER TABLE meetings
  DROP CONSTRAINT scheduled_when,
  DROP COLUMN kind,
  DROP COLUMN starts_at,
  DROP COLUMN duration_minutes,
  DROP COLUMN time_zone,
  DROP COLUMN opens_minutes_before,
  DROP COLUMN closes_minutes_after,
  DROP COLUMN passcode_hash,
  DROP COLUMN host_key_hash,
  DROP COLUMN settings;
