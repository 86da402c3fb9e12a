/** A recording as the server tells of it, for tests. */
import type { RecordingDetails } from "../../../protocol/mod.ts";

export const fakeRecording = (more: Partial<RecordingDetails> = {}): RecordingDetails => ({
  id: "room-r1",
  roomId: "room",
  code: "123456789",
  title: "Weekly planning",
  status: { state: "ready" },
  startedAt: Date.UTC(2026, 10, 20, 9),
  stoppedAt: Date.UTC(2026, 10, 20, 9, 30),
  durationMs: 20_000,
  sizeBytes: 12_345_678,
  names: ["Ada Lovelace", "Ben Okafor"],
  poster: null,
  hasTranscript: false,
  visibility: "hosts",
  legalHold: false,
  deletedAfter: null,
  access: "manage",
  people: [],
  chapters: [],
  gaps: [],
  consents: [],
  assets: [],
  jobs: [],
  ...more,
});
