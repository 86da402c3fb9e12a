/** Recordings over HTTP, from their start to their deletion; what is made of them, the test writes. */
import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import {
  AssetLink,
  type LinkAsset,
  type MeetingTicket,
  RecordingActs,
  RecordingDetails,
  recordingKeys,
  RecordingShares,
  RecordingsPage,
  RecordingTimeline,
  SharedLink,
  SharedRecording,
  subjects,
  type Transcript,
} from "../../protocol/mod.ts";
import { LightSession } from "../harness/light_session.ts";
import { ApiError, createMeeting, requestTicket } from "../harness/meetings.ts";
import { ADMIN_TOKEN, API_TOKEN } from "../harness/processes.ts";
import { askRecordings, RecordingPen } from "../harness/recordings_api.ts";
import { roomApi } from "../harness/room_api.ts";
import type { Gateway, Stack } from "../harness/stack.ts";
import { until } from "../harness/until.ts";
import { scenarios } from "./table.ts";

const KEPT_LIMIT_MS = 30_000;
const VIDEO = Uint8Array.from({ length: 5_000 }, (_, at) => at % 251);
const PLAYLIST = "#EXTM3U\n#EXT-X-VERSION:7\nmedia\n#EXT-X-ENDLIST\n";

interface Recorded {
  readonly id: string;
  readonly ticket: MeetingTicket;
  readonly hostKey: string;
  readonly guest: MeetingTicket;
}

/** A meeting of two, recorded for a moment in which one of them marked a highlight. */
async function recorded(stack: Stack): Promise<Recorded> {
  const gateway = stack.gateway(0);
  const ticket = await createMeeting(gateway, "Spring planning");
  const guest = await requestTicket(gateway, ticket.code);
  await using host = await LightSession.join(gateway, ticket, "Ada Okafor");
  await using other = await LightSession.join(stack.gateway(1), guest, "Bo Ferreira");
  const command = (action: string) => roomApi(gateway, ticket.roomId).post("recording", { action });
  await command("start");
  await host.say({ type: "markHighlight", label: "Budget agreed" });
  await other.say({ type: "raiseHand", raised: true });
  await other.say({ type: "sendMessage", text: "The lighthouse plan is attached" });
  await host.say({ type: "sendMessage", text: "Between us: submarine", to: guest.peerId });
  const hostKey = ticket.hostKey ?? "";
  const [on] = await untilListed(gateway, hostKey, ({ length }) => length === 1);
  assertEquals([on?.status.state, on?.title], ["recording", "Spring planning"]);
  const deletion = () => ask(gateway, hostKey, `/${on?.id}`, "DELETE");
  assertEquals(await refusal(deletion()), [409, "wrong-state"]);
  await command("stop");
  // Bo stands in, and is a guest to what Ada has recorded all the same.
  await host.socket.request("leave");
  await until("Bo leads", () => other.roster.peer(guest.peerId)?.role, (role) => role === "host");
  const id = on?.id ?? "";
  await until(
    "the work on it begins",
    () => details(gateway, hostKey, id),
    ({ status, people }) => status.state === "processing" && people.length === 2,
    KEPT_LIMIT_MS,
  );
  return { id, ticket, hostKey, guest };
}

/** As a recorder and workers leave it. */
async function made(stack: Stack, pen: RecordingPen, { id, guest }: Recorded): Promise<void> {
  const gateway = stack.gateway(0);
  await pen.asset(
    id,
    { kind: "video", name: "video", mediaType: "video/mp4", durationMs: 9_000 },
    VIDEO,
  );
  await pen.asset(id, { kind: "poster", name: "poster", mediaType: "image/jpeg" }, "picture");
  await pen.asset(
    id,
    {
      kind: "hls",
      name: "720",
      mediaType: "application/vnd.apple.mpegurl",
    },
    PLAYLIST,
    "playlist",
  );
  await pen.asset(
    id,
    {
      kind: "hls",
      name: "main",
      mediaType: "application/vnd.apple.mpegurl",
    },
    "#EXTM3U\nplaylist\n",
    "hls",
  );
  await pen.put(id, VIDEO, "media");
  const transcript: Transcript = {
    v: 1,
    recordingId: id,
    language: "en",
    utterances: [
      {
        peerId: guest.peerId,
        name: "Bo Ferreira",
        startMs: 400,
        endMs: 900,
        text: "purple bicycles",
      },
    ],
    highlights: [],
  };
  await pen.asset(id, {
    kind: "transcript",
    name: "transcript",
    mediaType: "application/json",
  }, JSON.stringify(transcript));
  const { startedAt } = await details(gateway, API_TOKEN, id);
  const gaps = [{ startMs: startedAt, endMs: startedAt + 1 }];
  await pen.append(id, { type: "GapsFound", gaps });
  await pen.append(id, { type: "JobEnded", job: "compose", outcome: "done" });
  await pen.append(id, { type: "JobEnded", job: "transcribe", outcome: "done" });
  const isReady = ({ status, jobs }: RecordingDetails) =>
    status.state === "ready" && jobs.every(({ state }) => state === "done");
  await until("it is ready", () => details(gateway, API_TOKEN, id), isReady, KEPT_LIMIT_MS);
}

const ask = askRecordings;

async function details(gateway: Gateway, key: string, id: string): Promise<RecordingDetails> {
  return RecordingDetails.parse(await ask(gateway, key, `/${id}`));
}

async function list(gateway: Gateway, key: string, query = "") {
  return RecordingsPage.parse(await ask(gateway, key, `?${query}`)).recordings;
}

function untilListed(
  gateway: Gateway,
  key: string,
  reached: (found: RecordingsPage["recordings"]) => boolean,
) {
  return until("recordings are listed", () => list(gateway, key), reached, KEPT_LIMIT_MS);
}

async function link(gateway: Gateway, key: string, id: string, wish: LinkAsset) {
  return AssetLink.parse(await ask(gateway, key, `/${id}/links`, "POST", wish));
}

/** What a browser gets for a link, wherever it leads. */
async function fetched(gateway: Gateway, { url }: { url: string }, headers: HeadersInit = {}) {
  const response = await fetch(new URL(url, gateway.httpUrl), { headers, redirect: "manual" });
  return { response, bytes: await response.bytes() };
}

async function refusal(work: Promise<unknown>): Promise<[number, string]> {
  const { status, code } = await assertRejects(() => work, ApiError);
  return [status, code];
}

scenarios("recordings", [
  {
    name: "a recording is worked on, found, watched and told of",
    async run(stack) {
      const gateway = stack.gateway(1);
      await using pen = await RecordingPen.open(stack);
      const one = await recorded(stack);
      const { id, hostKey, ticket } = one;
      for (const kind of ["compose", "transcribe"] as const) {
        const job = await until(`a job ${kind} is in the queue`, () => pen.job(kind, id), Boolean);
        assert(job);
        assertEquals([job.roomId, job.title], [ticket.roomId, "Spring planning"]);
        const stored = await pen.objects.read(job.timeline.key);
        const timeline = RecordingTimeline.parse(JSON.parse(new TextDecoder().decode(stored)));
        const kinds = timeline.events.map((event) => event.kind);
        assertEquals(kinds, ["joined", "joined", "highlight", "hand"]);
      }
      const progress = { percent: 40, etaMs: 60_000, at: Date.now() };
      await until("the page shows how far it is", async () => {
        stack.bus.publish(subjects.recordingProgress(id), {
          v: 1,
          recordingId: id,
          job: "compose",
          ...progress,
        });
        return (await details(gateway, hostKey, id)).status;
      }, (status) => status.state === "processing" && status.percent === 40);
      await made(stack, pen, one);

      const found = await details(gateway, hostKey, id);
      assertEquals(found.durationMs, 9_000);
      assertEquals(found.gaps, [{ startMs: 0, endMs: 1 }]);
      assertEquals(found.names.toSorted(), ["Ada Okafor", "Bo Ferreira"]);
      assertEquals(
        found.chapters.map(({ kind, label }) => label ?? kind).slice(2),
        ["Budget agreed", "hand"],
      );
      const video = await link(gateway, hostKey, id, { kind: "video" });
      assert(video.url.startsWith("/objects/"), "a page may load from its own address alone");
      const part = await fetched(gateway, video, { range: "bytes=4990-" });
      assertEquals([part.response.status, part.bytes], [206, VIDEO.slice(4_990)]);
      assertEquals(part.response.headers.get("content-type"), "video/mp4");
      const saved = await link(gateway, hostKey, id, { kind: "video", download: true });
      const disposition = (await fetched(gateway, saved)).response.headers.get(
        "content-disposition",
      );
      assertStringIncludes(disposition ?? "", `attachment; filename="Spring planning.mp4"`);

      const { url: playlist } = await link(gateway, hostKey, id, { kind: "hls" });
      assert(playlist.startsWith("/api/recordings/") && playlist.endsWith("/hls"), playlist);
      const beside = (name: string) =>
        fetched(gateway, { url: new URL(name, new URL(playlist, gateway.httpUrl)).href });
      const played = await beside("playlist");
      assertEquals(played.response.headers.get("content-type"), "application/vnd.apple.mpegurl");
      assertEquals(new TextDecoder().decode(played.bytes), PLAYLIST);
      const media = await beside("media");
      assertEquals(media.response.status, 302);
      const piece = { url: media.response.headers.get("location") ?? "" };
      assertEquals((await fetched(gateway, piece)).bytes, VIDEO);
    },
  },
  {
    name: "work that failed is done again, once, when who manages it says so",
    async run(stack) {
      const gateway = stack.gateway(1);
      await using pen = await RecordingPen.open(stack);
      const { id, hostKey, guest } = await recorded(stack);
      const compose = { job: "compose" } as const;
      const repeat = (key: string) => ask(gateway, key, `/${id}/jobs`, "POST", compose);
      const status = async () => (await details(gateway, hostKey, id)).status;
      const isOf = (state: string) => (now: { state: string }) => now.state === state;
      assertEquals(await refusal(repeat(guest.token)), [404, "unknown-recording"]);
      await repeat(hostKey); // It is under way already.
      const why = { reason: "No disk.", code: "attempts-failed" } as const;
      await pen.append(id, { type: "JobEnded", ...compose, outcome: "failed", ...why });
      const first = await until("it has failed", status, isOf("failed"), KEPT_LIMIT_MS);
      assertEquals(first, { state: "failed", ...why });

      for (let asked = 0; asked < 2; asked++) {
        const { status } = RecordingDetails.parse(await repeat(hostKey));
        assertEquals(status.state, "processing");
      }
      const job = await until(
        "it is in the queue again",
        () => pen.job("compose", id),
        (job) => job?.again === 1,
        KEPT_LIMIT_MS,
      );
      assert(job);
      const timeline = await pen.objects.read(job.timeline.key);
      assertEquals(timeline.length, job.timeline.sizeBytes);
      // Who had the job before says so late, and that changes nothing.
      await pen.append(id, { type: "JobEnded", ...compose, outcome: "failed", reason: "Late." });
      await pen.append(id, { type: "JobEnded", ...compose, outcome: "failed", again: 1 });
      const failed = await until("it has failed again", status, isOf("failed"), KEPT_LIMIT_MS);
      assertEquals(failed, { state: "failed", reason: "The video could not be made." });
      const { acts } = RecordingActs.parse(await ask(gateway, hostKey, `/${id}/audit`));
      assertEquals(
        acts.map(({ by, act, details }) => ({ by, act, details })),
        [{ by: "host", act: "repeated", details: { job: "compose", again: 1 } }],
      );
    },
  },
  {
    name: "each finds those that are theirs, by words too",
    async run(stack) {
      const gateway = stack.gateway(2);
      await using pen = await RecordingPen.open(stack);
      const one = await recorded(stack);
      await made(stack, pen, one);
      const { id, hostKey, guest } = one;
      const ids = async (key: string, query = "") =>
        (await list(gateway, key, query)).map((found) => found.id);
      await until(
        "what is said is found",
        () => ids(hostKey, "q=purple+bicycles"),
        ({ length }) => length === 1,
        KEPT_LIMIT_MS,
      );
      const [hit] = await list(gateway, hostKey, "q=bicycles");
      assertEquals(hit?.matches, [{ atMs: 400, name: "Bo Ferreira", text: "purple bicycles" }]);
      for (const q of ["spring", "ferreira", "budget", "lighthouse"]) {
        const found = () => ids(hostKey, `q=${q}`);
        await until(`${q} is found`, found, ({ length }) => length === 1, KEPT_LIMIT_MS);
      }
      assertEquals(await ids(hostKey, "q=elephants"), []);
      assertEquals(
        await ids(hostKey, "q=submarine"),
        [],
        "what was written to one is nobody else's",
      );

      // Who was there sees it only once its host says so.
      assertEquals(await ids(guest.token), []);
      assertEquals(await refusal(details(gateway, guest.token, id)), [404, "unknown-recording"]);
      await ask(gateway, hostKey, `/${id}`, "PATCH", { visibility: "members", title: "Renamed" });
      assertEquals(await ids(guest.token), [id]);
      assertEquals((await details(gateway, guest.token, id)).consents, []);
      const change = () => ask(gateway, guest.token, `/${id}`, "PATCH", { title: "Mine" });
      assertEquals(await refusal(change()), [403, "forbidden"]);
      const stranger = await requestTicket(gateway, one.ticket.code);
      assertEquals(await refusal(details(gateway, stranger.token, id)), [401, "unauthorized"]);
      assertEquals(await refusal(details(gateway, "no-key-of-ours", id)), [
        404,
        "unknown-recording",
      ]);
      assertEquals(await refusal(details(gateway, "a.b.c", id)), [401, "unauthorized"]);

      const another = await recorded(stack);
      const page = async (cursor?: string) =>
        RecordingsPage.parse(
          await ask(gateway, "unused", "/search", "POST", {
            keys: [hostKey, "a.b.c", another.hostKey],
            limit: 1,
            ...(cursor !== undefined && { cursor }),
          }),
        );
      const first = await page();
      const second = await page(first.next ?? "");
      assertEquals(first.refusedKeys, [1]);
      const both = [first, second].map(({ recordings }) => recordings[0]?.id);
      assertEquals([both, second.next], [[another.id, id], null]);
      const all = await ids(API_TOKEN, "limit=100");
      assert(all.includes(id) && all.includes(another.id));
    },
  },
  {
    name: "a shared link opens with its password, until it is revoked",
    async run(stack) {
      const gateway = stack.gateway(1);
      await using pen = await RecordingPen.open(stack);
      const one = await recorded(stack);
      await made(stack, pen, one);
      const { id, hostKey } = one;
      const wish = { expiresInMs: 3_600_000, password: "correct horse", name: "Auditors" };
      const made1 = SharedLink.parse(await ask(gateway, hostKey, `/${id}/shares`, "POST", wish));
      const token = made1.url.slice(made1.url.indexOf("#") + 1);
      const open = (password?: string) =>
        ask(gateway, "unused", "/shared", "POST", {
          token,
          ...(password !== undefined && { password }),
        });
      assertEquals(await refusal(open()), [403, "wrong-passcode"]);
      assertEquals(await refusal(open("wrong horse")), [403, "wrong-passcode"]);
      const shared = SharedRecording.parse(await open("correct horse"));
      assertEquals([shared.recording.id, shared.recording.access], [id, "watch"]);
      const video = await link(gateway, shared.key, id, { kind: "video" });
      assertEquals((await fetched(gateway, video)).bytes, VIDEO);
      const playlist = await link(gateway, shared.key, id, { kind: "hls" });
      assertEquals((await fetched(gateway, playlist)).response.status, 200);
      const remove = () => ask(gateway, shared.key, `/${id}`, "DELETE");
      assertEquals(await refusal(remove()), [403, "forbidden"]);

      const listed = RecordingShares.parse(await ask(gateway, hostKey, `/${id}/shares`));
      assertEquals(listed.shares.map(({ views, name }) => [views, name]), [[1, "Auditors"]]);
      await ask(gateway, hostKey, `/${id}/shares/${made1.id}`, "DELETE");
      assertEquals(await refusal(open("correct horse")), [404, "unknown-recording"]);
      assertEquals(await refusal(details(gateway, shared.key, id)), [401, "unauthorized"]);
      assertEquals((await fetched(gateway, playlist)).response.status, 401);
    },
  },
  {
    name: "what is deleted is gone, and what a legal hold keeps is not",
    async run(stack) {
      const gateway = stack.gateway(2);
      await using pen = await RecordingPen.open(stack);
      const one = await recorded(stack);
      await made(stack, pen, one);
      const { id, hostKey } = one;
      const change = (key: string, wish: unknown) => ask(gateway, key, `/${id}`, "PATCH", wish);
      const remove = () => ask(gateway, hostKey, `/${id}`, "DELETE");
      assertEquals(await refusal(change(hostKey, { legalHold: true })), [403, "forbidden"]);
      await change(ADMIN_TOKEN, { legalHold: true });
      assertEquals(await refusal(remove()), [409, "legal-hold"]);
      await change(API_TOKEN, { legalHold: false });
      const kept = RecordingDetails.parse(await change(hostKey, { retentionDays: 30 }));
      assertEquals(kept.deletedAfter, (kept.stoppedAt ?? 0) + 30 * 86_400_000);

      const { url } = await link(gateway, hostKey, id, { kind: "video" });
      await remove();
      assertEquals(await refusal(details(gateway, hostKey, id)), [404, "unknown-recording"]);
      assertEquals(await list(gateway, hostKey), []);
      const left = async () => [
        (await Array.fromAsync(pen.objects.list(recordingKeys.all(id)))).length,
        await pen.entries(id),
        await pen.job("compose", id),
      ];
      await until("its bytes are gone", left, (rest) => String(rest) === "0,0,", KEPT_LIMIT_MS);
      assertEquals((await fetched(gateway, { url })).response.status, 404);
      // A worker that had not heard of it.
      await pen.append(id, { type: "JobEnded", job: "compose", outcome: "done" });
      await until(
        "its rows are gone",
        () => acts(gateway, hostKey, id),
        ({ length }) => length > 0,
      );
      assertEquals((await acts(gateway, hostKey, id))[0]?.act, "deleted");
      assertEquals(await refusal(details(gateway, API_TOKEN, id)), [404, "unknown-recording"]);
    },
  },
]);

async function acts(gateway: Gateway, key: string, id: string) {
  return RecordingActs.parse(await ask(gateway, key, `/${id}/audit`)).acts;
}
