/** Recordings of every state, and people in front of their pages, for tests of the portal. */
import type { Browser, BrowserContext, Page } from "playwright-core";
import type { RecordingAsset, RecordingDetails, Transcript } from "../../protocol/mod.ts";
import { fakeRecording } from "../../ui/models/recordings/fake_recording.ts";
import { PHONE } from "./call_page.ts";
import { type FakeRecordings, HOST_KEY } from "./fake_recordings.ts";
import { MEDIA_FILES, VIDEO_S } from "./recording_media.ts";
import { PAGE_LIMIT_MS } from "./until.ts";

const DESKTOP = { width: 1280, height: 800 } as const;
const CODE = "123456789";
/** Who says what when. */
export const LINES = [
  {
    peerId: "ada",
    name: "Ada Lovelace",
    fromS: 1,
    toS: 4,
    text: "Shall we begin with the budget?",
  },
  {
    peerId: "ben",
    name: "Ben Okafor",
    fromS: 4,
    toS: 8,
    text: "Yes. It is smaller than last year.",
  },
  { peerId: "ada", name: "Ada Lovelace", fromS: 9, toS: 13, text: "Then we decide today." },
  {
    peerId: "ben",
    name: "Ben Okafor",
    fromS: 15,
    toS: 19,
    text: "Agreed, and the budget is done.",
  },
];

export const transcript: Transcript = {
  v: 1,
  recordingId: "room-r1",
  language: "en",
  utterances: LINES.map(({ peerId, name, fromS, toS, text }) => ({
    peerId,
    name,
    startMs: fromS * 1_000,
    endMs: toS * 1_000,
    text,
  })),
  highlights: [{ atMs: 14_000, endMs: 19_000, kind: "talk", score: 0.7 }],
};

const asset = (kind: RecordingAsset["kind"], more: Partial<RecordingAsset> = {}) => ({
  kind,
  name: kind,
  mediaType: "",
  sizeBytes: 1_234_567,
  ...more,
});

/** With everything that there can be. */
export const ready = fakeRecording({
  durationMs: VIDEO_S * 1_000,
  hasTranscript: true,
  poster: { url: `/media/${MEDIA_FILES.poster}`, expiresAt: Date.now() + 600_000 },
  people: [
    { peerId: "ada", name: "Ada Lovelace", present: [{ fromMs: 0, toMs: 20_000 }] },
    { peerId: "ben", name: "Ben Okafor", present: [{ fromMs: 2_000, toMs: 20_000 }] },
  ],
  chapters: [
    { atMs: 0, kind: "joined", peerId: "ada", name: "Ada Lovelace" },
    { atMs: 2_000, kind: "joined", peerId: "ben", name: "Ben Okafor" },
    { atMs: 5_000, kind: "share-started", peerId: "ben", name: "Ben Okafor" },
    { atMs: 12_000, kind: "highlight", peerId: "ada", name: "Ada Lovelace", label: "Decision" },
  ],
  gaps: [
    { startMs: 8_000, endMs: 9_000 },
    { startMs: 16_000, endMs: 17_500, peerId: "ben", name: "Ben Okafor", source: "cam" },
    { startMs: 16_500, endMs: 18_000, peerId: "ben", name: "Ben Okafor", source: "mic" },
  ],
  consents: [{ peerId: "ben", name: "Ben Okafor", agreed: true, at: 1 }],
  assets: [
    asset("video", { mediaType: "video/mp4", height: 360 }),
    asset("storyboard", { mediaType: "text/vtt" }),
    asset("captions", { mediaType: "text/vtt", language: "en" }),
    asset("transcript", { mediaType: "application/json" }),
    asset("track", { name: "ada-mic", mediaType: "audio/webm", peerId: "ada", person: "Ada" }),
    asset("track", { name: "ben-mic", mediaType: "audio/webm", peerId: "ben", person: "Ben" }),
  ],
  jobs: [{ kind: "compose", state: "done" }, { kind: "transcribe", state: "done" }],
});
const other = (id: string, title: string, more: Partial<RecordingDetails>) =>
  fakeRecording({ id, title, durationMs: null, ...more });

export const RECORDINGS = [
  other("room-r4", "Stand-up", { status: { state: "recording" }, stoppedAt: null }),
  other("room-r3", "Interview", {
    status: { state: "processing", percent: 42, etaMs: 95_000 },
    jobs: [{ kind: "compose", state: "running", percent: 42, etaMs: 95_000 }],
  }),
  other("room-r2", "Test call", {
    status: {
      state: "failed",
      reason: "attempt 5 broke",
      code: "attempts-failed",
    },
    legalHold: true,
  }),
  ready,
];

export interface Visitor {
  page: Page;
  context: BrowserContext;
  /** What the page did not catch, or may not do. */
  errors: string[];
}

/** Somebody's browser; a host's has made the meeting. */
export async function openAs(
  browser: Browser,
  { url }: FakeRecordings,
  { isHost = false, viewport = DESKTOP }: {
    isHost?: boolean;
    viewport?: typeof DESKTOP | typeof PHONE;
  },
): Promise<Visitor> {
  const meeting = {
    code: CODE,
    title: "",
    link: "",
    hostKey: HOST_KEY,
    kind: "instant",
    madeAt: 1,
  };
  const context = await browser.newContext({
    viewport,
    colorScheme: "dark",
    locale: "en",
    storageState: {
      cookies: [],
      origins: [{
        origin: url,
        localStorage: isHost ? [{ name: "parley.meetings", value: JSON.stringify([meeting]) }] : [],
      }],
    },
  });
  const page = await context.newPage();
  page.setDefaultTimeout(PAGE_LIMIT_MS);
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(error.message));
  page.on("console", (message) => {
    if (message.text().includes("Content Security Policy")) errors.push(message.text());
  });
  return { page, context, errors };
}

export async function choose(page: Page, act: string): Promise<void> {
  await page.getByTestId("recording-more").click();
  await page.getByRole("menuitem", { name: act }).click();
}

/** The page as it is: large and small, dark and light. */
export async function pictures(page: Page, path: string): Promise<void> {
  for (const [size, viewport] of Object.entries({ desktop: DESKTOP, phone: PHONE })) {
    await page.setViewportSize(viewport);
    for (const colorScheme of ["dark", "light"] as const) {
      await page.emulateMedia({ colorScheme });
      await page.screenshot({ path: `${path}-${size}-${colorScheme}.png` });
    }
  }
  await page.emulateMedia({ colorScheme: "dark" });
  await page.setViewportSize(DESKTOP);
}
