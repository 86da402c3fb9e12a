/** What somebody's keys open. */
import { createHash, timingSafeEqual } from "node:crypto";
import type { PeerId, RecordingAccess, RecordingId, RoomId } from "../../../protocol/mod.ts";
import type {
  RecordingRecord,
  Recordings,
  RecordingScope,
  RecordingShares,
} from "../../store/mod.ts";
import { hashHostKey } from "../secrets.ts";
import { InvalidTokenError, type Seat, type Tokens } from "../tokens.ts";
import type { Passes } from "./passes.ts";

export interface KeyringOptions {
  readonly tokens: Tokens;
  readonly passes: Passes;
  readonly recordings: Pick<Recordings, "standings">;
  readonly shares: Pick<RecordingShares, "find">;
  /** Tokens that open everything, by whose they are; absent ones: nobody's. */
  readonly masters: Readonly<Record<"operator" | "server", string | undefined>>;
}

/** What one key turned out to be. */
type Key =
  | { readonly kind: "master"; readonly by: string }
  | { readonly kind: "host"; readonly hash: string }
  | { readonly kind: "seat"; readonly seat: Seat }
  | { readonly kind: "share"; readonly recordingId: RecordingId; readonly shareId: string };

export interface Ring {
  readonly scope: RecordingScope;
  /** By a shared link. */
  readonly shared: ReadonlyMap<RecordingId, string>;
  /** Places of keys that open nothing. */
  readonly refused: readonly number[];
  /** In whose name acts are written down. */
  readonly by: string;
}

export class Keyring {
  constructor(private readonly options: KeyringOptions) {}

  /** Rejects with `StoreUnavailableError`. */
  async ring(texts: readonly string[]): Promise<Ring> {
    const keys = await Promise.all(texts.map((text) => this.#read(text)));
    const seats = keys.flatMap((key) => key?.kind === "seat" ? [key.seat] : []);
    const standings = await this.options.recordings.standings(seats);
    const refused: number[] = [];
    const scope = {
      all: false,
      hostKeyHashes: [] as string[],
      hostRooms: [] as RoomId[],
      memberRooms: [] as RoomId[],
    };
    const shared = new Map<RecordingId, string>();
    keys.forEach((key, place) => {
      if (key?.kind === "master") scope.all = true;
      else if (key?.kind === "host") scope.hostKeyHashes.push(key.hash);
      else if (key?.kind === "share") shared.set(key.recordingId, key.shareId);
      else if (key?.kind === "seat") {
        const { roomId } = key.seat;
        const role = roleOf(key.seat, standings);
        if (role === "host") scope.hostRooms.push(roomId);
        else if (role === "member") scope.memberRooms.push(roomId);
        else refused.push(place);
      } else refused.push(place);
    });
    return { scope, shared, refused, by: nameOf(keys) };
  }

  async #read(text: string): Promise<Key | undefined> {
    const { masters, tokens, passes, shares } = this.options;
    for (const [by, master] of Object.entries(masters)) {
      if (master !== undefined && isSame(text, master)) return { kind: "master", by };
    }
    if (text.split(".").length !== 3) return { kind: "host", hash: await hashHostKey(text) };
    const seat = await valid(tokens.verifyTicket(text)) ?? await valid(tokens.verifyAccess(text));
    if (seat) return { kind: "seat", seat };
    const pass = await passes.readView(text);
    const share = pass && await shares.find(pass.shareId); // A revoked link ends its passes.
    return share && share.recordingId === pass.recordingId ? { kind: "share", ...pass } : undefined;
  }
}

/** What a ring opens of a recording; `undefined`: nothing. Pure. */
export function accessTo(
  { id, roomId, hostKeyHash, visibility }: Pick<
    RecordingRecord,
    "id" | "roomId" | "hostKeyHash" | "visibility"
  >,
  { scope, shared }: Pick<Ring, "scope" | "shared">,
): RecordingAccess | undefined {
  if (scope.all) return "hold";
  const isHost = scope.hostRooms.includes(roomId) ||
    (hostKeyHash !== null && scope.hostKeyHashes.includes(hostKeyHash));
  if (isHost) return "manage";
  const isMember = visibility !== "hosts" && scope.memberRooms.includes(roomId);
  return isMember || (visibility === "link" && shared.has(id)) ? "watch" : undefined;
}

/** By what the room has made of the seat since, or before it was taken by its ticket. */
function roleOf(
  seat: Seat,
  standings: Awaited<ReturnType<Recordings["standings"]>>,
): "host" | "member" | undefined {
  const standing = standings.find((one) => seatIs(seat, one));
  if (!standing) return seat.role === "host" ? "host" : undefined;
  if (standing.removed) return undefined;
  return standing.role === "host" || standing.role === "cohost" ? "host" : "member";
}

const seatIs = (seat: Seat, other: { roomId: RoomId; peerId: PeerId }) =>
  seat.roomId === other.roomId && seat.peerId === other.peerId;

function nameOf(keys: readonly (Key | undefined)[]): string {
  const [key] = keys.filter((one) => one !== undefined);
  switch (key?.kind) {
    case "master":
      return key.by;
    case "seat":
      return key.seat.peerId;
    case "share":
      return `link:${key.shareId}`;
    case "host":
    case undefined:
      return "host";
    default:
      return key satisfies never;
  }
}

async function valid<T>(verified: Promise<T>): Promise<T | undefined> {
  try {
    return await verified;
  } catch (error) {
    if (error instanceof InvalidTokenError) return undefined;
    throw error;
  }
}

/** How wrong a token is, the time of the answer does not tell. */
function isSame(given: string, wanted: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(wanted));
}
