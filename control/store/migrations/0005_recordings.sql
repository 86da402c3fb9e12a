-- Up Migration

CREATE TABLE recordings (
  recording_id text PRIMARY KEY,
  room_id text NOT NULL,
  -- Of the meeting as it was then: a host's key opens its recordings even once the meeting is gone.
  code char(9),
  host_key_hash text,
  title text NOT NULL DEFAULT '',
  -- Null: its manifest was heard of before its room told of it.
  started_at timestamptz,
  stopped_at timestamptz,
  -- asked, ended, empty, failed: as the room said.
  ended text,
  end_reason text,
  visibility text NOT NULL DEFAULT 'hosts' CHECK (visibility IN ('hosts', 'members', 'link')),
  -- Null: as the deployment has it. 0: for ever.
  retention_days integer,
  legal_hold boolean NOT NULL DEFAULT false,
  -- What happened meanwhile; from the stop on.
  timeline jsonb,
  -- Somebody prepares the work on it, since then.
  preparing_at timestamptz,
  -- That is in the queue, and its timeline in the object store.
  prepared_at timestamptz,
  -- Epoch ms, as the manifest has them.
  gaps jsonb NOT NULL DEFAULT '[]',
  segment_bytes bigint NOT NULL DEFAULT 0,
  names text NOT NULL DEFAULT '',
  highlights text NOT NULL DEFAULT '',
  -- Its transcript was stored and is to be read.
  transcript_due boolean NOT NULL DEFAULT false,
  -- It is to go, and nobody sees it any more.
  deleting_at timestamptz,
  -- No language's own rules: meetings mix languages.
  search tsvector GENERATED ALWAYS AS (
    to_tsvector('simple', title || ' ' || names || ' ' || highlights)
  ) STORED
);
CREATE INDEX recordings_room ON recordings (room_id);
CREATE INDEX recordings_host ON recordings (host_key_hash);
CREATE INDEX recordings_started ON recordings (started_at DESC, recording_id DESC);
CREATE INDEX recordings_search ON recordings USING gin (search);
CREATE INDEX recordings_to_prepare ON recordings (stopped_at)
  WHERE stopped_at IS NOT NULL AND prepared_at IS NULL;
CREATE INDEX recordings_to_read ON recordings (recording_id) WHERE transcript_due;
CREATE INDEX recordings_to_delete ON recordings (deleting_at) WHERE deleting_at IS NOT NULL;

CREATE TABLE recording_assets (
  recording_id text NOT NULL REFERENCES recordings ON DELETE CASCADE,
  kind text NOT NULL,
  name text NOT NULL,
  media_type text NOT NULL,
  key text NOT NULL,
  size_bytes bigint NOT NULL,
  sha256 text NOT NULL,
  duration_ms bigint,
  width integer,
  height integer,
  peer_id text,
  language text,
  PRIMARY KEY (recording_id, kind, name)
);

CREATE TABLE recording_jobs (
  recording_id text NOT NULL REFERENCES recordings ON DELETE CASCADE,
  kind text NOT NULL,
  state text NOT NULL CHECK (state IN ('waiting', 'done', 'failed')),
  reason text,
  PRIMARY KEY (recording_id, kind)
);

CREATE TABLE transcript_lines (
  recording_id text NOT NULL REFERENCES recordings ON DELETE CASCADE,
  line integer NOT NULL,
  name text NOT NULL,
  start_ms bigint NOT NULL,
  text text NOT NULL,
  search tsvector GENERATED ALWAYS AS (to_tsvector('simple', text)) STORED,
  PRIMARY KEY (recording_id, line)
);
CREATE INDEX transcript_lines_search ON transcript_lines USING gin (search);

CREATE TABLE recording_shares (
  share_id text PRIMARY KEY,
  recording_id text NOT NULL REFERENCES recordings ON DELETE CASCADE,
  token_hash text NOT NULL UNIQUE,
  name text,
  password_hash text,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  views integer NOT NULL DEFAULT 0,
  last_viewed_at timestamptz
);
CREATE INDEX recording_shares_recording ON recording_shares (recording_id);

-- What people did with recordings; stays when they are gone.
CREATE TABLE recording_acts (
  act_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  recording_id text NOT NULL,
  at timestamptz NOT NULL DEFAULT now(),
  by text NOT NULL,
  act text NOT NULL,
  details jsonb NOT NULL
);
CREATE INDEX recording_acts_recording ON recording_acts (recording_id, act_id DESC);

-- Recordings that are gone: whoever still works on one writes into nothing.
CREATE TABLE recording_tombstones (
  recording_id text PRIMARY KEY,
  room_id text NOT NULL,
  host_key_hash text,
  deleted_at timestamptz NOT NULL DEFAULT now(),
  -- When its place in the object store is emptied once more; null: it was.
  again_at timestamptz
);
CREATE INDEX recording_tombstones_again ON recording_tombstones (again_at)
  WHERE again_at IS NOT NULL;

-- How far the manifests have been read.
CREATE TABLE manifest_cursor (
  is_single boolean PRIMARY KEY DEFAULT true CHECK (is_single),
  seq bigint NOT NULL
);

-- Down Migration
DROP TABLE manifest_cursor, recording_tombstones, recording_acts, recording_shares,
  transcript_lines, recording_jobs, recording_assets, recordings;
