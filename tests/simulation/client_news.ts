/** What a client knows of who is in the room: news in their order, snapshots where some are missing. */
import type { Clock } from "../../kit/mod.ts";
import {
  ResumeResult,
  type RoomEvent,
  type RoomReply,
  SnapshotResult,
  toldTo,
} from "../../protocol/mod.ts";
import { Roster } from "./roster.ts";

/** A snapshot that is older than what is missing is asked for again, so often and after such a pause. */
const SYNCS_MAX = 8;
const SYNC_PAUSE_MS = 250;

/** What a client is careful about; variants are not. */
export interface ClientHabits {
  /** It notices gaps in what it hears. */
  readonly checksGaps: boolean;
  /** It believes no owner that was superseded. */
  readonly checksEpochs: boolean;
}

type Accepted = Extract<RoomReply, { ok: true }>;

export interface ClientNewsOptions {
  peerId: string;
  clock: Clock;
  habits: ClientHabits;
  isOnline: () => boolean;
  /** Asks the room for a snapshot. */
  askSnapshot: () => Promise<RoomReply | undefined>;
  /** Lets work go on by itself. */
  start: (work: Promise<unknown>) => void;
}

export class ClientNews {
  readonly #options: ClientNewsOptions;
  #roster: Roster | undefined;
  #syncing = false;
  /** The latest that is missing; more may be while a snapshot is on its way. */
  #missing = { epoch: 0, rev: 0 };

  constructor(options: ClientNewsOptions) {
    this.#options = options;
  }

  get roster(): Roster | undefined {
    return this.#roster;
  }

  forget(): void {
    this.#roster = undefined;
  }

  /** The answer to a join. */
  joined({ epoch, result }: Accepted): void {
    const { snapshot } = SnapshotResult.parse(result);
    this.#roster = Roster.of({ epoch: this.#weigh(epoch), ...snapshot });
  }

  /** The answer to a resume. */
  async resumed(roster: Roster, reply: Accepted): Promise<void> {
    const epoch = this.#weigh(reply.epoch);
    const result = ResumeResult.parse(reply.result);
    if ("snapshot" in result) return roster.replace({ epoch, ...result.snapshot });
    const outcome = roster.apply({ epoch, adopted: false, ...result });
    if (outcome === "gap") await this.#sync(epoch, result.to);
  }

  hear({ epoch: ownEpoch, from, to, body, adopted }: RoomEvent): void {
    const roster = this.#roster;
    if (!roster) return;
    const epoch = this.#weigh(ownEpoch);
    const { peerId, habits, start } = this.#options;
    const changes = toldTo(peerId, body ?? []);
    const news = { epoch, adopted: adopted !== undefined, from, to, changes };
    if (roster.apply(news) !== "gap") return;
    if (habits.checksGaps) return start(this.#sync(epoch, to));
    roster.skipTo(epoch, from);
    roster.apply(news);
  }

  /** A reconnect does not say which messages are missing. */
  async catchUp(): Promise<void> {
    const roster = this.#roster;
    if (roster) await this.#sync(roster.epoch, roster.rev);
  }

  /** Whose words count for more. */
  #weigh(epoch: number): number {
    return this.#options.habits.checksEpochs ? epoch : 0;
  }

  /** Asks for a snapshot until one is at least as new as what was missed. */
  async #sync(epoch: number, rev: number): Promise<void> {
    const missing = this.#missing;
    const isLater = epoch > missing.epoch || (epoch === missing.epoch && rev > missing.rev);
    if (isLater || !this.#syncing) this.#missing = { epoch, rev };
    if (this.#syncing) return;
    this.#syncing = true;
    const { clock, isOnline, askSnapshot } = this.#options;
    for (let attempt = 0; attempt < SYNCS_MAX && isOnline(); attempt++) {
      const reply = await askSnapshot();
      if (reply?.ok) {
        const { snapshot } = SnapshotResult.parse(reply.result);
        this.#roster?.replace({ epoch: this.#weigh(reply.epoch), ...snapshot });
      }
      const latest = this.#missing;
      if (this.#roster?.knows(latest.epoch, latest.rev) ?? true) break;
      await new Promise<void>((resolve) => clock.after(SYNC_PAUSE_MS, resolve));
    }
    this.#syncing = false;
  }
}
