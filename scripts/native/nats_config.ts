/**
 * The configuration of a nats-server as Parley needs it: JetStream on file storage, one user per
 * process with publish and subscribe lists of its own, and a system account for disconnect
 * advisories. Pure text, so that the supervisor, test harness and container set-up share it.
 *
 * Each user reads replies under `_INBOX.<user>.>` only (a client sets this as its inbox prefix):
 * with a shared inbox anyone could read anyone's replies.
 */

/** A user name that may also stand as one token of a subject. */
const TOKEN = /^[A-Za-z0-9_-]+$/;

/** A media node answers each request once, and not later than this. */
const MEDIA_REPLIES_MAX = 1;
const MEDIA_REPLY_EXPIRES_SECONDS = 30;

/** Rooms' public events; control processes make it. */
const EVENT_STREAM = "ROOM_EVENTS";

/** What control hosts say to and hear from others than control hosts. */
const CONTROL_TRAFFIC = [
  "room",
  "rooms",
  "session",
  "media",
  "transcriber",
  "recorder",
  "recording",
  "streamer",
  "history",
  "quality",
].map((kind) => `parley.v1.${kind}.>`);

/** A process that connects to the bus. */
export type NatsUser =
  /** `name` is the host's id too: it speaks for itself alone on `parley.v1.control.<name>.>`. */
  | { readonly kind: "control"; readonly name: string; readonly password: string }
  /** `name` is the node's id too: it is heard on `parley.v1.media.<name>.>` only. */
  | { readonly kind: "media"; readonly name: string; readonly password: string }
  /**
   * `name` is the transcriber's id too: it is heard on `parley.v1.transcriber.<name>.>` only. It also
   * does jobs on recordings.
   */
  | { readonly kind: "transcriber"; readonly name: string; readonly password: string }
  /** `name` is the recorder's id too: it is heard on `parley.v1.recorder.<name>.>` only. */
  | { readonly kind: "recorder"; readonly name: string; readonly password: string }
  /** `name` is the streamer's id too: it is heard on `parley.v1.streamer.<name>.>` only. */
  | { readonly kind: "streamer"; readonly name: string; readonly password: string }
  /** Does jobs on recordings; `name` is its own consumer's too. */
  | { readonly kind: "worker"; readonly name: string; readonly password: string }
  /** A system of somebody else's that watches and commands these rooms, and no other. */
  | {
    readonly kind: "integrator";
    readonly name: string;
    readonly password: string;
    readonly rooms: readonly string[];
  }
  /** Of the system account: hears whose connections end, and no message of ours. */
  | { readonly kind: "system"; readonly name: string; readonly password: string };

export interface NatsConfigOptions {
  /** Defaults to loopback. */
  readonly host?: string;
  readonly port: number;
  /** Folder of JetStream's files; kept by the server's user. */
  readonly storeDir: string;
  readonly users: readonly NatsUser[];
  /** Shown in logs and to clients; in a cluster each server's own. */
  readonly serverName?: string;
  /** Makes the server one of several; absent: it stands alone. */
  readonly cluster?: {
    readonly name: string;
    /** Where the other servers reach this one. */
    readonly port: number;
    /** `nats://host:port` of every server's cluster port; its own too does no harm. */
    readonly routes: readonly string[];
  };
}

/**
 * How long a client may take to say who it is, in seconds. The server's own limit is one, which is less
 * than a process needs that starts with all others on a busy machine.
 */
const CREDENTIALS_LIMIT_S = 10;

/** The inbox prefix that `user`'s client must be configured with. */
export function natsInboxPrefix(user: string): string {
  return `_INBOX.${user}`;
}

/** The text of the configuration file. It holds passwords: write it readable by the server alone. */
export function natsConfig(options: NatsConfigOptions): string {
  for (const user of options.users) {
    const names = [user.name, ...(user.kind === "integrator" ? user.rooms : [])];
    const wrong = names.find((name) => !TOKEN.test(name));
    if (wrong !== undefined) {
      throw new TypeError(`Cannot configure NATS: "${wrong}" is not one token of a subject`);
    }
  }
  const system = options.users.filter((user) => user.kind === "system");
  const parley = options.users.filter((user) => user.kind !== "system");
  return [
    `server_name: ${quote(options.serverName ?? "parley")}`,
    `host: ${quote(options.host ?? "127.0.0.1")}`,
    `port: ${options.port}`,
    `jetstream { store_dir: ${quote(options.storeDir)} }`,
    ...clusterBlock(options),
    `authorization { timeout: ${CREDENTIALS_LIMIT_S} }`,
    "accounts {",
    "  PARLEY {",
    "    jetstream: enabled",
    "    users: [",
    ...parley.map(userBlock),
    "    ]",
    "  }",
    "  SYS {",
    "    users: [",
    ...system.map(userBlock),
    "    ]",
    "  }",
    "}",
    "system_account: SYS",
    "",
  ].join("\n");
}

function clusterBlock({ cluster, host = "127.0.0.1" }: NatsConfigOptions): string[] {
  if (!cluster) return [];
  return [
    "cluster {",
    `  name: ${quote(cluster.name)}`,
    `  host: ${quote(host)}`,
    `  port: ${cluster.port}`,
    `  routes: [${cluster.routes.map(quote).join(", ")}]`,
    "}",
  ];
}

function userBlock(user: NatsUser): string {
  return `      { user: ${quote(user.name)}, password: ${quote(user.password)}, ` +
    `permissions: { ${permissions(user)} } }`;
}

function permissions(user: NatsUser): string {
  const inbox = `${natsInboxPrefix(user.name)}.>`;
  switch (user.kind) {
    case "control":
      return [
        publish(
          ...CONTROL_TRAFFIC,
          ...["beat", "rooms"].map((word) => `parley.v1.control.${user.name}.${word}`),
          ...["ping", "list", "adopt"].map((word) => `parley.v1.control.*.${word}`),
          "room.>",
          "recording.job.>", // Puts jobs into the queue; what recordings are made of others say.
          "$JS.API.>",
          "$JS.ACK.>",
          "$KV.>",
          "_INBOX.>", // To answer whoever asks: gateways, integrators, other control hosts.
        ),
        subscribe(
          ...CONTROL_TRAFFIC,
          `parley.v1.control.${user.name}.>`,
          ...["beat", "rooms"].map((word) => `parley.v1.control.*.${word}`),
          "room.>",
          inbox,
        ),
      ].join(", ");
    case "media":
      return [
        publish(`parley.v1.media.${user.name}.event`, `parley.v1.media.${user.name}.beat`),
        subscribe(`parley.v1.media.${user.name}.>`, inbox),
        `allow_responses: { max: ${MEDIA_REPLIES_MAX}, expires: "${MEDIA_REPLY_EXPIRES_SECONDS}s" }`,
      ].join(", ");
    case "transcriber":
      return [
        publish(
          `parley.v1.transcriber.${user.name}.beat`,
          "parley.v1.room.*.caption",
          ...recordingWork(user.name, "transcribe"),
        ),
        subscribe(`parley.v1.transcriber.${user.name}.>`, inbox),
        `allow_responses: { max: ${MEDIA_REPLIES_MAX}, expires: "${MEDIA_REPLY_EXPIRES_SECONDS}s" }`,
      ].join(", ");
    case "recorder":
      return [
        publish(
          `parley.v1.recorder.${user.name}.beat`,
          "recording.log.*",
          ...["RECORDINGS", "RECORDING_JOBS"].flatMap((stream) =>
            ["CREATE", "INFO", "UPDATE"].map((word) => `$JS.API.STREAM.${word}.${stream}`)
          ),
        ),
        subscribe(`parley.v1.recorder.${user.name}.>`, inbox),
        `allow_responses: { max: ${MEDIA_REPLIES_MAX}, expires: "${MEDIA_REPLY_EXPIRES_SECONDS}s" }`,
      ].join(", ");
    case "streamer":
      return [
        publish(`parley.v1.streamer.${user.name}.beat`),
        subscribe(`parley.v1.streamer.${user.name}.>`, inbox),
        `allow_responses: { max: ${MEDIA_REPLIES_MAX}, expires: "${MEDIA_REPLY_EXPIRES_SECONDS}s" }`,
      ].join(", ");
    case "worker":
      return [publish(...recordingWork(user.name, "compose")), subscribe(inbox)].join(", ");
    case "integrator":
      return [
        publish(
          "parley.v1.rooms.activate",
          ...user.rooms.map((room) => `parley.v1.room.${room}.command`),
          ...user.rooms.flatMap((room) => replayOf(user.name, room)),
        ),
        subscribe(...user.rooms.map((room) => `parley.v1.room.${room}.event`), inbox),
      ].join(", ");
    case "system":
      // The account could also ask servers to reload or to drop clients: not this user.
      return [
        'publish: { deny: [">"] }',
        subscribe("$SYS.ACCOUNT.*.CONNECT", "$SYS.ACCOUNT.*.DISCONNECT"),
      ].join(", ");
    default:
      return user satisfies never;
  }
}

/**
 * What it takes to do jobs of one kind on recordings: to take them from their queue, to read manifests by
 * a consumer of the user's own, to append to them, and to tell how far it is.
 */
function recordingWork(user: string, kind: "compose" | "transcribe"): string[] {
  const jobs = `RECORDING_JOBS.${kind}`;
  const manifests = `RECORDINGS.${user}`;
  return [
    "parley.v1.recording.*.progress",
    "recording.log.*",
    // Whoever comes first makes the streams.
    ...["RECORDINGS", "RECORDING_JOBS"].flatMap((stream) =>
      ["CREATE", "INFO"].map((word) => `$JS.API.STREAM.${word}.${stream}`)
    ),
    `$JS.API.CONSUMER.CREATE.${jobs}.recording.job.${kind}.*`,
    ...["INFO", "MSG.NEXT"].map((word) => `$JS.API.CONSUMER.${word}.${jobs}`),
    `$JS.ACK.${jobs}.>`,
    `$JS.API.CONSUMER.CREATE.${manifests}.recording.log.*`,
    ...["INFO", "MSG.NEXT", "DELETE"].map((word) => `$JS.API.CONSUMER.${word}.${manifests}`),
  ];
}

/**
 * What it takes to replay a room's events by a consumer of the user's own, `<user>_<room>`. The server
 * itself checks that the consumer's filter is the one that stands in the request's subject.
 */
function replayOf(user: string, room: string): string[] {
  const consumer = `${EVENT_STREAM}.${user}_${room}`;
  return [
    `$JS.API.CONSUMER.CREATE.${consumer}.parley.v1.history.${room}`,
    ...["INFO", "MSG.NEXT", "DELETE"].map((word) => `$JS.API.CONSUMER.${word}.${consumer}`),
    `$JS.ACK.${consumer}.>`,
  ];
}

function publish(...subjects: string[]): string {
  return `publish: { allow: [${subjects.map(quote).join(", ")}] }`;
}

function subscribe(...subjects: string[]): string {
  return `subscribe: { allow: [${subjects.map(quote).join(", ")}] }`;
}

/** A double-quoted string of NATS's configuration language, whose escapes are like JSON's. */
function quote(text: string): string {
  return JSON.stringify(text);
}
