/** Two people with microphones and cameras, in a meeting that is recorded; recorders are real. */
import { ManifestLog } from "../../kit/mod.ts";
import {
  type ManifestBody,
  type MeetingCommand,
  type MeetingTicket,
  RecorderBeat,
  type RecorderId,
  type Recording,
  type RecordingEnd,
  type RecordingId,
  type RoomChange,
  RoomEvent,
  subjects,
  wildcards,
} from "../../protocol/mod.ts";
import { ApiError, commandRoom, createMeeting, requestTicket } from "./meetings.ts";
import { type Clips, Participant } from "./participant.ts";
import type { Gateway, Stack } from "./stack.ts";
import { until } from "./until.ts";

/** From a command to what everybody sees of it, and what a recorder has; on a busy machine. */
const LIMIT_MS = 30_000;

type State = Recording["state"];

export class Recorded implements AsyncDisposable {
  readonly host: Participant;
  readonly guest: Participant;
  readonly ticket: MeetingTicket;
  /** What the room has told of its recordings, oldest first. */
  readonly told: Extract<RoomChange, { type: "RecordingChanged" }>[] = [];
  readonly #stack: Stack;
  readonly #beats = new Map<RecorderId, RecorderBeat>();
  readonly #subscriptions;
  readonly #late: Participant[] = [];

  private constructor(
    stack: Stack,
    ticket: MeetingTicket,
    [host, guest]: [Participant, Participant],
  ) {
    this.#stack = stack;
    this.ticket = ticket;
    this.host = host;
    this.guest = guest;
    this.#subscriptions = [
      stack.bus.subscribe(wildcards.recorderBeats, {}, ({ body }) => {
        const beat = RecorderBeat.parse(body);
        this.#beats.set(beat.recorderId, beat);
      }),
      stack.bus.subscribe(subjects.roomEvent(ticket.roomId), {}, ({ body }) => {
        for (const change of RoomEvent.parse(body).body ?? []) {
          if (change.type === "RecordingChanged") this.told.push(change);
        }
      }),
    ];
  }

  /** Nothing is recorded yet. `clips`: what they send; default: noise that is no picture. */
  static async meet(
    stack: Stack,
    clips: { readonly host?: Clips; readonly guest?: Clips } = {},
  ): Promise<Recorded> {
    const [first, second] = [stack.gateway(0), stack.gateway(1)];
    const ticket = await untilCreated(first);
    const guest = await requestTicket(second, ticket.code);
    const people = await Promise.all([
      Participant.join({
        gateway: first,
        ticket,
        name: "Ann",
        encodes: ["opus", "vp8"],
        ...(clips.host && { clips: clips.host }),
      }),
      Participant.join({
        gateway: second,
        ticket: guest,
        name: "Bob",
        ...(clips.guest && { clips: clips.guest }),
      }),
    ]);
    const meeting = new Recorded(stack, ticket, people);
    await stack.bus.flush();
    await Promise.all(people.map((person) => person.untilConnected()));
    return meeting;
  }

  get roomId(): string {
    return this.ticket.roomId;
  }

  /** By the host. */
  async say(command: MeetingCommand): Promise<void> {
    await this.host.socket.request("command", { command });
  }

  /** By a service. */
  async command(command: MeetingCommand): Promise<void> {
    const reply = await commandRoom(this.#stack, this.roomId, command);
    if (!reply.ok) throw new Error(`Cannot ${command.type}: ${reply.error.message}`);
  }

  /** One more, who only watches. */
  async enter(name: string): Promise<Participant> {
    const gateway = this.#stack.gateway(this.#late.length);
    const ticket = await requestTicket(gateway, this.ticket.code);
    const late = await Participant.join({ gateway, ticket, name, sources: [] });
    this.#late.push(late);
    return late;
  }

  /** Everybody who is there sees it so. */
  async untilSeen(state: State | null): Promise<void> {
    const all = [this.host, this.guest, ...this.#late];
    await until(
      `everybody sees that the recording is ${state}`,
      () => all.map(({ roster }) => roster.meeting.recording?.state ?? null),
      (seen) => seen.every((one) => one === state),
      LIMIT_MS,
    );
  }

  /** Until one recorder, other than these, has that many tracks; by default all of the two. */
  async untilKept(
    { tracks = 4, except = [] }: { tracks?: number; except?: readonly RecorderId[] } = {},
  ): Promise<RecorderId> {
    return await until(
      `a recorder has ${tracks} tracks`,
      () =>
        [...this.#beats.values()].find((beat) =>
          beat.tracks === tracks && !except.includes(beat.recorderId)
        )?.recorderId ?? "",
      Boolean,
      LIMIT_MS,
    );
  }

  /** Tracks that a recorder says it keeps. */
  tracks(id: RecorderId): number | undefined {
    return this.#beats.get(id)?.tracks;
  }

  /** States and ends of the recording, in the order in which the room told them. */
  get course(): (State | RecordingEnd | undefined)[] {
    return this.told.map(({ recording, end }) => recording?.state ?? end);
  }

  /** Until that is the last that the room told. */
  async untilTold(last: State | RecordingEnd): Promise<void> {
    const isLast = (told: readonly unknown[]) => told.at(-1) === last;
    await until(`the room told last "${last}"`, () => this.course, isLast, LIMIT_MS);
  }

  /** What the manifest of a recording holds. */
  async manifest(id: RecordingId): Promise<ManifestBody[]> {
    const log = await ManifestLog.open(this.#stack.bus, { reader: "harness", replicas: 1 });
    return (await log.read(id)).map(({ body }) => body);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#subscriptions.map((one) => one.unsubscribe()));
    const all = [this.host, this.guest, ...this.#late];
    await Promise.all(all.map((person) => person[Symbol.asyncDispose]()));
  }
}

/** As a page does it: what is unavailable for a moment is asked for again. */
async function untilCreated(gateway: Gateway): Promise<MeetingTicket> {
  const created = async () => {
    try {
      return await createMeeting(gateway);
    } catch (error) {
      if (error instanceof ApiError && error.status === UNAVAILABLE) return error.message;
      throw error;
    }
  };
  const ticket = await until("a meeting is made", created, isTicket, LIMIT_MS);
  if (typeof ticket === "string") throw new Error(ticket);
  return ticket;
}

const UNAVAILABLE = 503;
const isTicket = (found: unknown) => typeof found !== "string";
