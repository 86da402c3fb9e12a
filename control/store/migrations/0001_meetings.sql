-- Up Migration
CREATE TABLE meetings (
  room_id text PRIMARY KEY,
  code char(9) NOT NULL UNIQUE,
  title text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);

-- Down Migration
DROP TABLE meetings;
