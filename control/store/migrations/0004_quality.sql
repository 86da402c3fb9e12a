-- Up Migration

-- What clients measured, every few seconds; kept for some weeks.
CREATE TABLE quality_reports (
  room_id text NOT NULL,
  peer_id text NOT NULL,
  session_id text NOT NULL,
  at timestamptz NOT NULL,
  report jsonb NOT NULL,
  mos real GENERATED ALWAYS AS ((report ->> 'mos')::real) STORED
);
CREATE INDEX quality_reports_room ON quality_reports (room_id, at);
CREATE INDEX quality_reports_at ON quality_reports (at);

-- What happened to a room that may be seen or heard in its calls: moves of media, other owners, lost
-- connections. Who joined and left stands among the room's events.
CREATE TABLE room_moments (
  room_id text NOT NULL,
  rev bigint NOT NULL,
  kind text NOT NULL,
  at timestamptz NOT NULL,
  peer_id text,
  -- The node's name, or the epoch.
  detail text,
  PRIMARY KEY (room_id, rev, kind)
);
CREATE INDEX room_moments_at ON room_moments (at);

-- What people say of a call when they leave.
CREATE TABLE ratings (
  room_id text NOT NULL,
  peer_id text NOT NULL,
  stars smallint NOT NULL CHECK (stars BETWEEN 1 AND 5),
  reasons text[] NOT NULL,
  words text NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (room_id, peer_id)
);

-- Down Migration
DROP TABLE ratings, room_moments, quality_reports;
