/** A recorded meeting made of known pictures and tones, as a recorder would have left it. */
import { createHash } from "node:crypto";
import { encode, type ManifestLog, type ObjectStore } from "../../../kit/mod.ts";
import {
  type Gap,
  type ManifestBody,
  type RecordingId,
  type RecordingJob,
  recordingKeys,
  type RecordingTimeline,
  type Source,
} from "../../../protocol/mod.ts";

/** How long each segment is. */
const SEGMENT_MS = 2_000;
/** In each of Ben's segments so long after its start he flashes and beeps. */
export const FLASH_MS = 1_000;
export const ADA_HZ = 440;
export const BEN_HZ = 1_500;

const STARTED_AT = 1_800_000_000_000;
const WEBM = "video/webm";

/** What segments are made of; the content of each kind is the same in all of them. */
const CONTENT = {
  ada: picture("red", "320x180"),
  // Her bandwidth fell: the same picture, smaller.
  "ada-small": picture("red", "160x90"),
  ben: picture("blue", "320x180", "drawbox=c=white:t=fill:enable='between(t,1,1.19)'"),
  slides: picture("lime", "480x270"),
  "ada-voice": sound(`sine=f=${ADA_HZ}:r=48000`, "volume=-3dB"),
  "ben-voice": sound(`sine=f=${BEN_HZ}:r=48000`, "volume=0:enable='lt(t,1)+gt(t,1.2)'"),
} as const;
type Content = keyof typeof CONTENT;

function picture(colour: string, size: string, filter = "null"): string[] {
  return [
    ...["-f", "lavfi", "-i", `color=c=${colour}:s=${size}:r=15:d=${SEGMENT_MS / 1_000}`],
    ...["-vf", filter, "-c:v", "libvpx", "-deadline", "realtime", "-cpu-used", "8", "-b:v", "200k"],
  ];
}

function sound(source: string, filter: string): string[] {
  return [
    ...["-f", "lavfi", "-i", `${source}:d=${SEGMENT_MS / 1_000}`, "-af", filter],
    ...["-c:a", "libopus", "-ac", "2", "-b:a", "48k"],
  ];
}

/** Bytes of every kind of segment, made once. */
export async function makeContent(): Promise<ReadonlyMap<Content, Uint8Array>> {
  const folder = await Deno.makeTempDir({ prefix: "parley-content-" });
  try {
    const made = new Map<Content, Uint8Array>();
    for (const name of Object.keys(CONTENT) as Content[]) {
      const file = `${folder}/${name}.webm`;
      const { success, stderr } = await new Deno.Command("ffmpeg", {
        args: ["-v", "error", "-nostdin", ...CONTENT[name], "-f", "webm", file],
        stdout: "null",
        stderr: "piped",
      }).output();
      if (!success) throw new Error(new TextDecoder().decode(stderr));
      made.set(name, await Deno.readFile(file));
    }
    return made;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Who records what in which seconds of the meeting; a letter for each part. */
interface Recorded {
  readonly part: "a" | "b";
  readonly peerId: string;
  readonly source: Source;
  readonly from: readonly { readonly at: number; readonly content: Content }[];
  readonly isDamaged?: boolean;
}

/**
 * 13 s, of which 4 to 5 are paused. Ada is there from the start, and from 7 to 9 s shows slides. Ben comes
 * at 2 and leaves at 7 s, and is mute from 5 on. Cleo has no camera, and what she said is damaged. The
 * recorder died at 9 s; another went on at 11 s.
 */
const RECORDED: readonly Recorded[] = [
  {
    part: "a",
    peerId: "ada",
    source: "cam",
    from: [
      { at: 0, content: "ada" },
      { at: 2, content: "ada-small" },
      { at: 5, content: "ada" },
      { at: 7, content: "ada" },
    ],
  },
  {
    part: "a",
    peerId: "ada",
    source: "mic",
    from: [0, 2, 5, 7].map((at) => ({ at, content: "ada-voice" })),
  },
  {
    part: "a",
    peerId: "ben",
    source: "cam",
    from: [{ at: 2, content: "ben" }, { at: 5, content: "ben" }],
  },
  { part: "a", peerId: "ben", source: "mic", from: [{ at: 2, content: "ben-voice" }] },
  {
    part: "a",
    peerId: "cleo",
    source: "mic",
    from: [{ at: 0, content: "ada-voice" }],
    isDamaged: true,
  },
  { part: "a", peerId: "ada", source: "screen", from: [{ at: 7, content: "slides" }] },
  { part: "b", peerId: "ada", source: "cam", from: [{ at: 11, content: "ada" }] },
  { part: "b", peerId: "ada", source: "mic", from: [{ at: 11, content: "ada-voice" }] },
];

export const PEOPLE = [
  { peerId: "ada", name: "Ada Lovelace" },
  { peerId: "ben", name: "Ben" },
  { peerId: "cleo", name: "Cléo d'Or: 100%, [x]" },
];

const at = (second: number) => STARTED_AT + second * 1_000;

/** Leaves its segments in the store and its entries in the manifest. */
export async function recordMeeting(
  recordingId: RecordingId,
  content: ReadonlyMap<Content, Uint8Array>,
  objects: ObjectStore,
  manifests: ManifestLog,
): Promise<RecordingJob> {
  let entries = 0;
  const say = async (part: string | null, second: number, body: ManifestBody) => {
    const entry = { v: 1 as const, recordingId, at: at(second), part, body };
    await manifests.append(entry, `${entries++}`);
  };
  const tracks = new Map(RECORDED.map((recorded, number) => [recorded, number]));
  for (const part of ["a", "b"] as const) {
    const [opened, closed] = part === "a" ? [0, 12] : [11, 13];
    const recorderId = `recorder-${part}`;
    await say(part, opened, { type: "PartOpened", roomId: "room", recorderId });
    for (const [recorded, track] of tracks) {
      if (recorded.part !== part) continue;
      const { peerId, source, from, isDamaged } = recorded;
      const name = PEOPLE.find((person) => person.peerId === peerId)?.name ?? peerId;
      const codec = source === "mic" ? "opus" : "vp8";
      const first = from[0]?.at ?? 0;
      await say(part, first, { type: "TrackOpened", track, peerId, name, source, codec });
      for (const [index, { at: second, content: kind }] of from.entries()) {
        const bytes = content.get(kind) ?? new Uint8Array();
        const key = recordingKeys.segment(recordingId, part, track, index);
        const sha256 = createHash("sha256").update(bytes).digest("base64");
        await objects.write(key, isDamaged ? bytes.toReversed() : bytes, WEBM);
        const object = { key, sizeBytes: bytes.length, sha256 };
        const [startMs, endMs] = [at(second), at(second) + SEGMENT_MS];
        const segment = { track, index, startMs, endMs, object };
        await say(part, second + 2, { type: "SegmentClosed", segment });
        await say(part, second + 2, { type: "SegmentStored", track, index });
      }
      if (peerId === "ben" && source === "mic") {
        await say(part, 5, { type: "TrackPaused", track, paused: true });
      }
      const left = peerId === "ben" ? 7 : peerId === "cleo" ? 2 : closed;
      if (left < closed) await say(part, left, { type: "TrackPaused", track, paused: true });
      await say(part, left, { type: "TrackClosed", track });
    }
    const end = part === "a" ? "recovered" : "finished";
    await say(part, closed, { type: "PartClosed", end });
  }
  const timeline: RecordingTimeline = {
    v: 1,
    recordingId,
    people: PEOPLE,
    events: [
      { at: at(0), kind: "joined", peerId: "ada" },
      { at: at(0), kind: "joined", peerId: "cleo" },
      { at: at(2), kind: "joined", peerId: "ben" },
      { at: at(4), kind: "paused" },
      { at: at(5), kind: "resumed" },
      { at: at(7), kind: "left", peerId: "ben" },
      { at: at(7), kind: "share-started", peerId: "ada" },
      { at: at(9), kind: "share-ended", peerId: "ada" },
    ],
  };
  const bytes = encode(timeline);
  const key = recordingKeys.timeline(recordingId);
  await objects.write(key, bytes, "application/json");
  return {
    v: 1,
    kind: "compose",
    recordingId,
    roomId: "room",
    title: "Weekly",
    startedAt: at(0),
    stoppedAt: at(13),
    timeline: {
      key,
      sizeBytes: bytes.length,
      sha256: createHash("sha256").update(bytes).digest("base64"),
    },
  };
}

export const GAPS: readonly Gap[] = [
  { startMs: at(0), endMs: at(2), peerId: "cleo", source: "mic" },
  { startMs: at(9), endMs: at(11) },
];
/** Without the pause. */
export const DURATION_MS = 12_000;
