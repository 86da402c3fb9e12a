-- Up Migration

-- Since when nobody is in a room that somebody was in and that has not ended.
ALTER TABLE room_heads ADD COLUMN empty_since timestamptz;
UPDATE room_heads AS room SET empty_since = (
    SELECT max(left_at) FROM participants AS person WHERE person.room_id = room.room_id
  )
  WHERE ended_at IS NULL AND NOT EXISTS (
    SELECT FROM participants AS person
    WHERE person.room_id = room.room_id AND joined_at IS NOT NULL AND left_at IS NULL
  );
CREATE INDEX room_heads_empty ON room_heads (empty_since, room_id) WHERE empty_since IS NOT NULL;

-- Down Migration
ALTER TABLE room_heads DROP COLUMN empty_since;
