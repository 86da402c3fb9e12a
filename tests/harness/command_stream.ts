/**
 * A seat in a room that never stops talking: one command every few milliseconds, each with a fact of
 * its own whatever the others did, so that the room's log tells which were lost and which doubled.
 *
 * ```ts
 * await using stream = await startCommandStream(stack, roomId, { everyMs: 20 });
 * stream.mark(); // Then kill something.
 * const { sent, answered, lost, doubled, blackoutMs } = await stream.stop();
 * ```
 */
import { createActorCaller, type Reply, type RequestActor } from "../../control/actor/mod.ts";
import { ROOM_SUBJECTS } from "../../control/rooms.ts";
import { type NatsBus, sleep, systemClock } from "../../kit/mod.ts";
import type { RoomCommand, RoomId, Sender, View } from "../../protocol/mod.ts";
import { LogHistory } from "./log_history.ts";
import { readRoomLog, readRoomSnapshot } from "./room_log.ts";

const EVERY_MS = 20;
/** How long a command may take, retries included: as long as a host is away at most, on a busy machine. */
const COMMAND_LIMIT_MS = 20_000;
/** Commands under way at once; at 20 ms each more than a command's time limit allows. */
const UNDER_WAY_MAX = 2_000;
/**
 * The log is read after so many commands. Now and then it is trimmed up to its newest snapshot, which
 * remembers 4,096 commands: what it takes unread has to be among those.
 */
const READ_LOG_EVERY = 100;
/** A stream ends itself here: more than an hour at 20 ms each. */
const COMMANDS_MAX = 200_000;
const NO_VIEW: View = { generation: 0, ready: [], tiles: [] };

export interface CommandStreamOptions {
  /** Default: 20. */
  everyMs?: number;
}

/** What became of a stream's commands. */
export interface CommandReport {
  readonly sent: number;
  /** Accepted, and as durable unless counted in `undurable`. */
  readonly answered: number;
  /** Accepted with `durable: false`: perhaps not in the log yet. */
  readonly undurable: number;
  /** Answered as durable by an owner of whose successor the sender had heard before. */
  readonly stale: number;
  /** How often each code was the last answer to a command. */
  readonly refused: Readonly<Record<string, number>>;
  /** Acknowledged as durable, and neither in the log nor in the snapshot behind which it was trimmed. */
  readonly lost: number;
  /** Acknowledged as durable and trimmed before they were read: only the snapshot tells of them. */
  readonly trimmed: number;
  /** Accepted with `durable: false`, and not in the log in the end. */
  readonly takenBack: number;
  /** In the log more than once, as far as it was read. */
  readonly doubled: number;
  /** For each mark: the longest time without an answer that touches it or comes before the next. */
  readonly blackoutMs: readonly number[];
  /** The longest time without an answer in the whole run. */
  readonly longestMs: number;
  /** What is wrong with the room's history: two writers, gaps, epochs out of order. */
  readonly problems: readonly string[];
}

/** What a stream needs of a stack. */
interface Surroundings {
  readonly bus: NatsBus;
}

/** Takes a seat in the room and begins. Rejects if the room does not let it in. */
export async function startCommandStream(
  { bus }: Surroundings,
  roomId: RoomId,
  { everyMs = EVERY_MS }: CommandStreamOptions = {},
): Promise<CommandStream> {
  const stream = new CommandStream(bus, roomId);
  await stream.start(everyMs);
  return stream;
}

export class CommandStream implements AsyncDisposable {
  readonly #bus: NatsBus;
  readonly #roomId: RoomId;
  readonly #request: RequestActor;
  readonly #sender: Sender;
  readonly #underWay = new Set<Promise<void>>();
  readonly #durable = new Set<string>();
  readonly #undurable = new Set<string>();
  readonly #answersAt: number[] = [];
  readonly #marks: number[] = [];
  readonly #refused: Record<string, number> = {};
  readonly #history = new LogHistory();
  #reading: Promise<void> = Promise.resolve();
  #timer: ReturnType<typeof setInterval> | undefined;
  #startedAt = 0;
  #sent = 0;
  #answered = 0;
  #rev = 0;
  #epoch = 0;
  #stale = 0;

  /** Use {@linkcode startCommandStream}. */
  constructor(bus: NatsBus, roomId: RoomId) {
    this.#bus = bus;
    this.#roomId = roomId;
    this.#request = createActorCaller({ bus, subjects: ROOM_SUBJECTS, clock: systemClock });
    const name = `stream-${crypto.randomUUID()}`;
    this.#sender = { kind: "session", sessionId: name, peerId: name, role: "participant" };
  }

  /** Commands sent so far. */
  get sent(): number {
    return this.#sent;
  }

  /** Commands accepted so far. */
  get answered(): number {
    return this.#answered;
  }

  /** Commands accepted as in the log so far. */
  get durable(): number {
    return this.#durable.size;
  }

  /** Commands accepted with `durable: false` so far. */
  get undurable(): number {
    return this.#undurable.size;
  }

  async start(everyMs: number): Promise<void> {
    const capabilities = { codecs: [], extensions: [] };
    const reply = await this.#command(crypto.randomUUID(), {
      type: "join",
      name: "Command stream",
      capabilities,
      view: NO_VIEW,
    });
    if (!reply.ok) throw new Error(`Cannot start a command stream: ${reply.error.message}`);
    this.#rev = reply.rev;
    await this.#readLog(); // From here on whatever a trim takes has something before it.
    this.#startedAt = performance.now();
    this.#timer = setInterval(() => this.#next(), everyMs);
  }

  /** Something is about to happen: the report tells the longest silence from here on. */
  mark(): void {
    this.#marks.push(performance.now());
  }

  /** The longest time without an answer so far that reaches into the time since `sinceMs` (`performance.now()`). */
  blackoutSince(sinceMs: number): number {
    return longestGap([this.#startedAt, ...this.#answersAt, performance.now()], sinceMs, Infinity);
  }

  /** Ends, waits for what is under way, and compares the answers with the log. */
  async stop(): Promise<CommandReport> {
    this.#pause();
    await Promise.all(this.#underWay);
    await this.#reading;
    await this.#readLog();
    const { read, trimmed } = this.#history.commands();
    const isThere = (id: string) => read.has(id) || trimmed.has(id);
    const at = [this.#startedAt, ...this.#answersAt];
    return {
      sent: this.#sent,
      answered: this.#answered,
      undurable: this.#undurable.size,
      stale: this.#stale,
      refused: { ...this.#refused },
      lost: [...this.#durable].filter((id) => !isThere(id)).length,
      takenBack: [...this.#undurable].filter((id) => !isThere(id)).length,
      trimmed: [...this.#durable].filter((id) => trimmed.has(id)).length,
      doubled: [...read.values()].filter((count) => count > 1).length,
      blackoutMs: this.#marks.map((mark, index) =>
        longestGap(at, mark, this.#marks[index + 1] ?? Infinity)
      ),
      longestMs: longestGap(at, -Infinity, Infinity),
      problems: this.#history.problems(),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#pause();
    await Promise.all(this.#underWay);
    await this.#reading;
  }

  #pause(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #next(): void {
    if (this.#underWay.size >= UNDER_WAY_MAX || this.#sent >= COMMANDS_MAX) return;
    const number = ++this.#sent;
    const running = this.#say(number).finally(() => this.#underWay.delete(running));
    this.#underWay.add(running);
    if (number % READ_LOG_EVERY > 0) return;
    // A log out of reach now is read at the next occasion.
    this.#reading = this.#reading.then(() => this.#readLog()).catch(() => {});
  }

  /** A new socket each time: a fact whatever came before, and the smallest there is. */
  async #say(number: number): Promise<void> {
    const id = `${number}-${crypto.randomUUID()}`;
    const epoch = this.#epoch;
    const reply = await this.#command(id, {
      type: "resume",
      rev: this.#rev,
      view: NO_VIEW,
      connectionId: id,
    });
    if (!reply.ok) {
      const { code } = reply.error;
      this.#refused[code] = (this.#refused[code] ?? 0) + 1;
      return;
    }
    this.#answered++;
    this.#rev = Math.max(this.#rev, reply.rev);
    this.#answersAt.push(performance.now());
    this.#epoch = Math.max(this.#epoch, reply.epoch);
    if (!reply.durable) {
      this.#undurable.add(id);
      return;
    }
    this.#durable.add(id);
    if (reply.epoch < epoch) this.#stale++;
  }

  /** An owner that can't tell whether its log took a command asks for it again, with its id. */
  async #command(id: string, body: RoomCommand): Promise<Reply> {
    const deadlineAt = Date.now() + COMMAND_LIMIT_MS;
    const command = { v: 1, id, roomId: this.#roomId, from: this.#sender, deadlineAt, body };
    while (true) {
      const reply = await this.#request(this.#roomId, command);
      if (reply.ok || reply.error.code !== "log-unavailable") return reply;
      const { retryAfterMs = 0 } = reply.error;
      if (Date.now() + retryAfterMs >= deadlineAt) return reply;
      await sleep(systemClock, retryAfterMs);
    }
  }

  async #readLog(): Promise<void> {
    const entries = await readRoomLog(this.#bus, this.#roomId, this.#history.nextSeq);
    await this.#history.add(entries, () => readRoomSnapshot(this.#bus, this.#roomId));
  }
}

/** The longest gap between neighbours of `at` that reaches into the time from `fromMs` to `toMs`. */
function longestGap(at: readonly number[], fromMs: number, toMs: number): number {
  let longest = 0;
  for (const [index, end] of at.entries()) {
    const start = at[index - 1];
    if (start === undefined || end < fromMs || start >= toMs) continue;
    longest = Math.max(longest, end - start);
  }
  return longest;
}
