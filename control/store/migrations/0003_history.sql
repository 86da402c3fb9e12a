-- Up Migration

-- How far each shard of the rooms' log has been read into the tables below.
CREATE TABLE projector_cursors (
  shard smallint PRIMARY KEY,
  seq bigint NOT NULL
);

-- How far each room has: an entry that is read twice changes nothing.
CREATE TABLE room_heads (
  room_id text PRIMARY KEY,
  rev bigint NOT NULL,
  epoch bigint NOT NULL,
  -- Plans of breakouts so far: their names begin anew with each.
  plans integer NOT NULL DEFAULT 0,
  created_at timestamptz,
  ended_at timestamptz
);
CREATE INDEX room_heads_ended ON room_heads (ended_at) WHERE ended_at IS NOT NULL;

CREATE TABLE participants (
  room_id text NOT NULL,
  peer_id text NOT NULL,
  name text NOT NULL,
  role text NOT NULL,
  admitted_at timestamptz,
  first_joined_at timestamptz,
  -- Of the present stay, or of the last one.
  joined_at timestamptz,
  -- Null: is there now.
  left_at timestamptz,
  left_reason text,
  blocked_at timestamptz,
  joins integer NOT NULL DEFAULT 0,
  -- Of the stays that are over.
  present_ms bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (room_id, peer_id)
);

-- Who has been in which breakout, and so may read what was said there.
CREATE TABLE breakout_visits (
  room_id text NOT NULL,
  plan integer NOT NULL,
  breakout_id text NOT NULL,
  peer_id text NOT NULL,
  PRIMARY KEY (room_id, plan, breakout_id, peer_id)
);

CREATE TABLE messages (
  room_id text NOT NULL,
  message_id bigint NOT NULL,
  from_peer text,
  name text NOT NULL,
  at timestamptz NOT NULL,
  to_peer text,
  breakout_id text,
  plan integer,
  announcement boolean NOT NULL DEFAULT false,
  text text NOT NULL,
  reply_to bigint,
  files jsonb,
  edited_at timestamptz,
  deleted_at timestamptz,
  -- No language's own rules: meetings mix languages.
  search tsvector GENERATED ALWAYS AS (to_tsvector('simple', text)) STORED,
  PRIMARY KEY (room_id, message_id)
);
CREATE INDEX messages_search ON messages USING gin (search);

CREATE TABLE message_reactions (
  room_id text NOT NULL,
  message_id bigint NOT NULL,
  emoji text NOT NULL,
  peer_id text NOT NULL,
  PRIMARY KEY (room_id, message_id, emoji, peer_id),
  FOREIGN KEY (room_id, message_id) REFERENCES messages ON DELETE CASCADE
);

CREATE TABLE files (
  file_id text PRIMARY KEY,
  room_id text NOT NULL,
  by_peer text NOT NULL,
  name text NOT NULL,
  media_type text NOT NULL,
  size_bytes bigint NOT NULL,
  width integer,
  height integer,
  thumbnail boolean NOT NULL DEFAULT false,
  -- announced: to be uploaded. ready: checked, and known to the room. deleted: its bytes are to go, or gone.
  state text NOT NULL CHECK (state IN ('announced', 'ready', 'rejected', 'deleted')),
  message_id bigint,
  created_at timestamptz NOT NULL DEFAULT now(),
  -- When its bytes were removed from the object store.
  removed_at timestamptz
);
CREATE INDEX files_room ON files (room_id);
CREATE INDEX files_to_remove ON files (created_at) WHERE state <> 'ready' AND removed_at IS NULL;

CREATE TABLE polls (
  room_id text NOT NULL,
  poll_id text NOT NULL,
  question text NOT NULL,
  options jsonb NOT NULL,
  multiple boolean NOT NULL,
  anonymous boolean NOT NULL,
  correct jsonb,
  status text NOT NULL,
  shared boolean NOT NULL DEFAULT false,
  created_at timestamptz NOT NULL,
  opened_at timestamptz,
  closed_at timestamptz,
  PRIMARY KEY (room_id, poll_id)
);

CREATE TABLE poll_answers (
  room_id text NOT NULL,
  poll_id text NOT NULL,
  -- The person, or of an anonymous poll a pseudonym that nothing in this database leads back from.
  voter text NOT NULL,
  choices integer[] NOT NULL,
  -- Null where the poll is anonymous: the time would tell.
  at timestamptz,
  PRIMARY KEY (room_id, poll_id, voter),
  FOREIGN KEY (room_id, poll_id) REFERENCES polls ON DELETE CASCADE
);

-- What somebody did about the meeting or about others.
CREATE TABLE audit (
  room_id text NOT NULL,
  rev bigint NOT NULL,
  at timestamptz NOT NULL,
  by_kind text NOT NULL,
  by_id text,
  act text NOT NULL,
  subject text,
  details jsonb NOT NULL,
  PRIMARY KEY (room_id, rev)
);

CREATE TABLE consents (
  room_id text NOT NULL,
  rev bigint NOT NULL,
  peer_id text NOT NULL,
  name text NOT NULL,
  kind text NOT NULL,
  agreed boolean NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (room_id, rev)
);

-- What integrators may know, in order.
CREATE TABLE room_events (
  room_id text NOT NULL,
  rev bigint NOT NULL,
  at timestamptz NOT NULL,
  event jsonb NOT NULL,
  PRIMARY KEY (room_id, rev)
);

-- Down Migration
DROP TABLE room_events, consents, audit, poll_answers, polls, files, message_reactions, messages,
  breakout_visits, participants, room_heads, projector_cursors;
