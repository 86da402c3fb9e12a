-- Up Migration

-- Since when nothing is left of the room's log. What the room left behind is in these tables alone.
ALTER TABLE room_heads ADD COLUMN archived_at timestamptz;
CREATE INDEX room_heads_to_archive ON room_heads (ended_at)
  WHERE ended_at IS NOT NULL AND archived_at IS NULL;
