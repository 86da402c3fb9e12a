-- Up Migration

-- When the stream was made that the cursor counts in: of another, made in its place, it says nothing.
ALTER TABLE manifest_cursor ADD COLUMN stream text;

-- Down Migration
ALTER TABLE manifest_cursor DROP COLUMN stream;
