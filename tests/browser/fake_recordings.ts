/**
 * A fake of the recordings' HTTP API, for what the page does by itself: the built page under its real
 * policy, answers of the protocol's own schemas, and a real video. What control does about recordings
 * is tested where control is.
 */
import {
  type AssetKind,
  ChangeRecording,
  LinkAsset,
  OpenShared,
  type RecordingDetails,
  type RecordingShare,
  type RecordingsPage,
  RepeatJob,
  SearchRecordings,
  type SharedRecording,
  ShareRecording,
  type Transcript,
} from "../../protocol/mod.ts";
import { contentSecurityPolicy } from "../../control/gateway/security_headers.ts";

const DIST = new URL("../../dist/ui/", import.meta.url);
const LIFE_MS = 600_000;
export const HOST_KEY = "host-key";
const VIEW_KEY = "view-key";
const TYPES: Readonly<Record<string, string>> = {
  css: "text/css",
  html: "text/html",
  jpg: "image/jpeg",
  js: "text/javascript",
  json: "application/json",
  mp4: "video/mp4",
  svg: "image/svg+xml",
  vtt: "text/vtt",
  webm: "audio/webm",
};

const refusal = (status: number, code: string): Response =>
  Response.json({ error: { code, message: code } }, { status });

export interface FakeRecordingsOptions {
  recordings: readonly RecordingDetails[];
  /** Where the files are. */
  folder: string;
  /** Their names, by the kind of asset; every recording's are alike. */
  files: Readonly<Partial<Record<AssetKind, string>>>;
  transcript: Transcript;
}

export class FakeRecordings implements AsyncDisposable {
  /** Newest first; a test changes them as a server would. */
  recordings: RecordingDetails[];
  /** Answers everything as a server without its database does. */
  isUnavailable = false;
  /** So many of the next links to videos lead nowhere, as they do when they have expired. */
  expiredLinks = 0;
  /** What was asked for of assets, in order. */
  readonly linked: LinkAsset[] = [];
  readonly #options: FakeRecordingsOptions;
  readonly #server: Deno.HttpServer<Deno.NetAddr>;
  readonly #shares = new Map<string, RecordingShare & { password?: string | undefined }>();

  constructor(options: FakeRecordingsOptions) {
    this.#options = options;
    this.recordings = [...options.recordings];
    this.#server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen: () => {} },
      (request) => this.#answer(request),
    );
  }

  get url(): string {
    return `http://127.0.0.1:${this.#server.addr.port}`;
  }

  change(id: string, change: Partial<RecordingDetails>): RecordingDetails {
    const at = this.recordings.findIndex((recording) => recording.id === id);
    const known = this.recordings[at];
    if (!known) throw new Error(`Cannot change ${id}: there is no such recording`);
    const changed = { ...known, ...change };
    this.recordings[at] = changed;
    return changed;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.shutdown();
  }

  async #answer(request: Request): Promise<Response> {
    const { pathname } = new URL(request.url);
    const response = pathname.startsWith("/api/recordings")
      ? this.isUnavailable ? refusal(503, "unavailable") : await this.#api(request, pathname)
      : pathname.startsWith("/media/")
      ? await this.#media(request, pathname.slice("/media/".length))
      : await this.#page(pathname);
    response.headers.set("content-security-policy", contentSecurityPolicy([]));
    return response;
  }

  async #page(path: string): Promise<Response> {
    const file = path.startsWith("/assets/") ? path.slice(1) : "index.html";
    return new Response(await Deno.readFile(new URL(file, DIST)), {
      headers: { "content-type": typeOf(file) },
    });
  }

  async #api(request: Request, path: string): Promise<Response> {
    const [, , , name = "", below = "", shareId = ""] = path.split("/");
    if (name === "search") return this.#search(SearchRecordings.parse(await request.json()));
    if (name === "shared") return this.#open(OpenShared.parse(await request.json()));
    const key = request.headers.get("authorization")?.replace("Bearer ", "");
    if (key !== HOST_KEY && key !== VIEW_KEY) return refusal(403, "forbidden");
    const recording = this.recordings.find(({ id }) => id === name);
    if (!recording) return refusal(404, "unknown-recording");
    const access = key === VIEW_KEY ? "watch" : recording.access;
    switch (`${request.method} ${below}`) {
      case "GET ":
        return Response.json({ ...recording, access });
      case "PATCH ": {
        const { title, visibility, legalHold } = ChangeRecording.parse(await request.json());
        return Response.json(this.change(name, {
          ...(title !== undefined && { title }),
          ...(visibility !== undefined && { visibility }),
          ...(legalHold !== undefined && { legalHold }),
        }));
      }
      case "DELETE ":
        this.recordings = this.recordings.filter(({ id }) => id !== name);
        return new Response(null, { status: 204 });
      case "POST links":
        return this.#link(recording, LinkAsset.parse(await request.json()));
      case "POST jobs": {
        const { job } = RepeatJob.parse(await request.json());
        return Response.json(this.change(name, {
          ...(job === "compose" && {
            status: { state: "processing", percent: null, etaMs: null },
          }),
          jobs: recording.jobs.map((one) =>
            one.kind === job ? { kind: job, state: "waiting" } : one
          ),
        }));
      }
      case "GET shares":
        return Response.json({ shares: [...this.#shares.values()].map(publicOf) });
      case "POST shares":
        return this.#share(name, ShareRecording.parse(await request.json()));
      case "DELETE shares":
        return new Response(null, { status: this.#shares.delete(shareId) ? 204 : 404 });
      default:
        return refusal(404, "unknown-recording");
    }
  }

  #search({ keys, q = "", room }: SearchRecordings): Response {
    const wanted = q.toLowerCase();
    const said = this.#options.transcript.utterances.filter(({ text }) =>
      wanted !== "" && text.toLowerCase().includes(wanted)
    );
    const found = keys.includes(HOST_KEY)
      ? this.recordings.filter((recording) =>
        (room === undefined || recording.roomId === room) &&
        (recording.title.toLowerCase().includes(wanted) ||
          (recording.hasTranscript && said.length > 0))
      )
      : [];
    const page: RecordingsPage = {
      recordings: found.map((recording) => ({
        ...recording,
        ...(recording.hasTranscript && said.length > 0 && {
          matches: said.slice(0, 5).map(({ startMs, name, text }) => ({
            atMs: startMs,
            name,
            text,
          })),
        }),
      })),
      next: null,
      refusedKeys: [],
    };
    return Response.json(page);
  }

  #link(recording: RecordingDetails, wish: LinkAsset): Response {
    const asset = recording.assets.find(({ kind, name }) =>
      kind === wish.kind && (wish.name === undefined || wish.name === name)
    );
    const file = this.#options.files[wish.kind];
    if (!asset || file === undefined) return refusal(404, "unknown-recording");
    this.linked.push(wish);
    const isExpired = wish.kind === "video" && this.expiredLinks-- > 0;
    const url = isExpired ? "/media/expired" : `/media/${file}${wish.download ? "?download" : ""}`;
    return Response.json({
      url,
      expiresAt: Date.now() + LIFE_MS,
      mediaType: asset.mediaType,
    });
  }

  #share(recordingId: string, { expiresInMs, password, name }: ShareRecording): Response {
    const id = `share${this.#shares.size + 1}`;
    const share = {
      id,
      name: name ?? null,
      createdAt: Date.now(),
      expiresAt: Date.now() + expiresInMs,
      hasPassword: password !== undefined,
      views: 0,
      lastViewedAt: null,
      password,
    };
    this.#shares.set(id, share);
    this.change(recordingId, { visibility: "link" });
    return Response.json({ ...publicOf(share), url: `${this.url}/r#${id}` });
  }

  #open({ token, password }: OpenShared): Response {
    const share = this.#shares.get(token);
    const recording = this.recordings.find(({ visibility }) => visibility === "link");
    if (!share || !recording) return refusal(404, "unknown-recording");
    if (share.password !== undefined && share.password !== password) {
      return refusal(403, "wrong-passcode");
    }
    share.views++;
    const opened: SharedRecording = {
      recording: { ...recording, access: "watch" },
      key: VIEW_KEY,
      expiresAt: Date.now() + LIFE_MS,
    };
    return Response.json(opened);
  }

  /** With ranges (RFC 9110), without which browsers don't seek. */
  async #media(request: Request, name: string): Promise<Response> {
    if (name === "expired") return refusal(403, "expired");
    if (name === "transcript.json") return Response.json(this.#options.transcript);
    const bytes = await Deno.readFile(`${this.#options.folder}/${name}`);
    const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.get("range") ?? "") ?? [];
    const headers = new Headers({ "content-type": typeOf(name), "accept-ranges": "bytes" });
    if (new URL(request.url).searchParams.has("download")) {
      headers.set("content-disposition", `attachment; filename="Weekly planning.${name}"`);
    }
    if (from === undefined) return new Response(bytes, { headers });
    const end = to ? Math.min(Number(to), bytes.length - 1) : bytes.length - 1;
    headers.set("content-range", `bytes ${from}-${end}/${bytes.length}`);
    return new Response(bytes.subarray(Number(from), end + 1), { status: 206, headers });
  }
}

function publicOf(
  { id, name, createdAt, expiresAt, hasPassword, views, lastViewedAt }: RecordingShare,
) {
  return { id, name, createdAt, expiresAt, hasPassword, views, lastViewedAt };
}

const typeOf = (name: string) => TYPES[name.split(".").at(-1) ?? ""] ?? "";
