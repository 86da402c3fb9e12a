import type { Clock } from "../../../kit/mod.ts";
import {
  type OpenShared,
  type RecordingId,
  type RecordingShare,
  type RecordingShares as ListedShares,
  type SharedLink,
  type SharedRecording,
  type ShareRecording,
  SHARES_MAX,
} from "../../../protocol/mod.ts";
import type { RateLimiter, Recordings, RecordingShares, ShareRecord } from "../../store/mod.ts";
import { randomId } from "../random.ts";
import { Refusal } from "../refusals.ts";
import { hashHostKey, hashPasscode, isPasscode, randomHostKey } from "../secrets.ts";
import { RECORDING_LIMITS } from "./limits.ts";
import type { Passes } from "./passes.ts";
import { type RecordingReader, unknownRecording } from "./reader.ts";

export interface ShareDeskOptions {
  readonly recordings: Pick<Recordings, "find" | "tell">;
  readonly shares: RecordingShares;
  readonly reader: RecordingReader;
  readonly passes: Passes;
  readonly limiter: RateLimiter;
  readonly publicUrl: string;
  readonly clock: Clock;
}

/** Links for people who were not there. Rejects with {@linkcode Refusal} or `StoreUnavailableError`. */
export class ShareDesk {
  constructor(private readonly options: ShareDeskOptions) {}

  async make(key: string, id: RecordingId, wish: ShareRecording): Promise<SharedLink> {
    const { recordings, reader, shares, publicUrl, clock } = this.options;
    const { ring } = await reader.open(key, id, "manage");
    const token = randomHostKey(); // As strong, and as unguessable.
    const { expiresInMs, password, name } = wish;
    const made = await shares.make({
      id: randomId(),
      recordingId: id,
      tokenHash: await hashHostKey(token),
      name,
      passwordHash: password === undefined ? undefined : await hashPasscode(password),
      expiresAt: Math.round(clock.wallMs()) + expiresInMs,
    }, SHARES_MAX);
    if (!made) {
      const message = `Cannot share the recording: it has ${SHARES_MAX} links already`;
      throw new Refusal({ code: "too-many", message }, 409);
    }
    const share = shareOf(made);
    const { expiresAt, hasPassword } = share;
    const details = { shareId: made.id, name: made.name, expiresAt, hasPassword };
    await recordings.tell(id, { by: ring.by, act: "shared", details });
    return { ...share, url: `${publicUrl}/r#${token}` };
  }

  async list(key: string, id: RecordingId): Promise<ListedShares> {
    const { reader, shares } = this.options;
    await reader.open(key, id, "manage");
    return { shares: (await shares.list(id)).map(shareOf) };
  }

  async revoke(key: string, id: RecordingId, shareId: string): Promise<void> {
    const { recordings, reader, shares } = this.options;
    const { ring } = await reader.open(key, id, "manage");
    if (!await shares.revoke(id, shareId)) throw unknownRecording();
    await recordings.tell(id, { by: ring.by, act: "unshared", details: { shareId } });
  }

  async open({ token, password }: OpenShared): Promise<SharedRecording> {
    const { recordings, shares, reader, passes } = this.options;
    const share = await shares.findByToken(await hashHostKey(token));
    const record = share && await recordings.find(share.recordingId);
    if (!share || !record) throw unknownRecording();
    await this.#checkPassword(share, password);
    await shares.countView(share.id);
    const details = { shareId: share.id };
    await recordings.tell(record.id, { by: `link:${share.id}`, act: "opened", details });
    const pass = await passes.issueView({ recordingId: record.id, shareId: share.id });
    const recording = await reader.details({ record, access: "watch" });
    return { recording, key: pass.token, expiresAt: pass.expiresAt };
  }

  async #checkPassword(
    { id, passwordHash }: ShareRecord,
    password: string | undefined,
  ): Promise<void> {
    if (passwordHash === null) return;
    if (password === undefined) {
      throw new Refusal({ code: "wrong-passcode", message: "The link has a password" });
    }
    // A guess costs its link's budget, wherever it comes from.
    const allowance = await this.options.limiter.take(RECORDING_LIMITS.sharePassword, id);
    if (!allowance.allowed) {
      const message = "Too many guesses at this link's password";
      throw new Refusal({ code: "rate-limited", message, retryAfterMs: allowance.retryAfterMs });
    }
    if (await isPasscode(password.trim(), passwordHash)) return;
    throw new Refusal({ code: "wrong-passcode", message: "This is not the link's password" });
  }
}

function shareOf(share: ShareRecord): RecordingShare {
  const { id, name, createdAt, expiresAt, passwordHash, views, lastViewedAt } = share;
  return {
    id,
    name,
    createdAt,
    expiresAt,
    hasPassword: passwordHash !== null,
    views,
    lastViewedAt,
  };
}
