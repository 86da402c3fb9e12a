/** Recordings over HTTP, and what those write who make something of them. */
import { createHash } from "node:crypto";
import { jetstreamManager } from "@nats-io/jetstream";
import {
  connectNats,
  FolderStore,
  ManifestLog,
  type NatsBus,
  RECORDING_JOBS_STREAM,
  silentLogger,
  systemClock,
} from "../../kit/mod.ts";
import {
  type Asset,
  type JobKind,
  type ManifestBody,
  type RecordingId,
  RecordingJob,
  recordingKeys,
  type StoredObject,
  subjects,
} from "../../protocol/mod.ts";
import { ApiError } from "./meetings.ts";
import { type Gateway, NATS_PASSWORD, type Stack, WORKER_USER } from "./stack.ts";

/** An answer's JSON, or null where it has no body. Rejects with {@linkcode ApiError}. */
export async function askRecordings(
  gateway: Gateway,
  key: string,
  path: string,
  method = "GET",
  body?: unknown,
): Promise<unknown> {
  const response = await fetch(`${gateway.httpUrl}/api/recordings${path}`, {
    method,
    headers: {
      authorization: `Bearer ${key}`,
      ...(body !== undefined && { "content-type": "application/json" }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new ApiError(response.status, text);
  return text === "" ? null : JSON.parse(text);
}

/** A recorder's and workers' pen: the stack's object store and manifests. */
export class RecordingPen implements AsyncDisposable {
  readonly objects: FolderStore;
  #written = 0;

  private constructor(
    private readonly stack: Stack,
    private readonly bus: NatsBus,
    private readonly log: ManifestLog,
  ) {
    const folder = stack.variable(stack.gateway(0).name, "PARLEY_OBJECTS_DIR") ?? "";
    this.objects = new FolderStore({ folder, url: "", secret: "unused", clock: systemClock });
  }

  static async open(stack: Stack): Promise<RecordingPen> {
    const bus = await connectNats({
      servers: stack.natsCluster?.urls ?? [stack.nats.url],
      name: WORKER_USER,
      user: WORKER_USER,
      password: NATS_PASSWORD,
      logger: silentLogger(),
    });
    const log = await ManifestLog.open(bus, { reader: WORKER_USER, replicas: 1 });
    return new RecordingPen(stack, bus, log);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.bus.close();
  }

  async append(recordingId: RecordingId, body: ManifestBody, part: string | null = null) {
    const entry = { v: 1, recordingId, at: Date.now(), part, body } as const;
    await this.log.append(entry, `${WORKER_USER}-${++this.#written}`);
  }

  /** Stores an asset and says so. */
  async asset(
    id: RecordingId,
    about: Omit<Asset, "object">,
    bytes: Uint8Array | string,
    name = `${about.kind}-${about.name}`,
  ): Promise<StoredObject> {
    const object = await this.put(id, bytes, name);
    await this.append(id, { type: "AssetStored", asset: { ...about, object } });
    return object;
  }

  /** Bytes that lie beside the assets. */
  async put(
    id: RecordingId,
    content: Uint8Array | string,
    name: string,
  ): Promise<StoredObject> {
    const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
    const key = recordingKeys.asset(id, name);
    await this.objects.write(key, bytes);
    const sha256 = createHash("sha256").update(bytes).digest("base64");
    return { key, sizeBytes: bytes.length, sha256 };
  }

  /** The recording's job as it stands in the queue; `undefined`: it is not there. */
  async job(kind: JobKind, id: RecordingId): Promise<RecordingJob | undefined> {
    const manager = await jetstreamManager(this.stack.bus.connection, { checkAPI: false });
    const query = { last_by_subj: subjects.recordingJob(kind, id) };
    const found = await manager.streams.getMessage(RECORDING_JOBS_STREAM, query);
    return found ? RecordingJob.parse(found.json()) : undefined;
  }

  /** Entries of its manifest. */
  async entries(id: RecordingId): Promise<number> {
    return (await this.log.read(id)).length;
  }
}
