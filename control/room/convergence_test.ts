/**
 * Invariant 7 for all that a meeting is: whatever people do, each one's view, brought forward by the
 * news alone, is what a snapshot would show them. Where somebody sees other things than before, they
 * `sync`, as clients do; beside that only messages older than a snapshot's may differ.
 */
import { assertEquals } from "@std/assert";
import {
  applyChange,
  applyMeetingChange,
  DEFAULT_SETTINGS,
  type MeetingView,
  type PeerId,
  type PeerView,
  type RoomChange,
  type RoomSnapshot,
  seesAnew,
  toldTo,
} from "../../protocol/mod.ts";
import { seeded } from "../../tests/scenarios/random.ts";
import { decide } from "./decide.ts";
import { evolve } from "./evolve.ts";
import type { Fact } from "./facts.ts";
import { roomDefinition } from "./room.ts";
import type { Room } from "./state.ts";
import { anyCommand, type Random } from "./testing/any_command.ts";
import { CREATED, given, NOW } from "./testing/given.ts";
import { missedSince, snapshotOf } from "./view.ts";

const SEEDS = 25;
const COMMANDS = 400;
/** Commands whose facts are told together, at most. */
const BATCH_MAX = 4;
const STEP_MS = 400;

/** A client: what it was given, and what it made of the news since. */
class Reader {
  #rev = 0;
  #peers: readonly PeerView[] = [];
  #meeting!: MeetingView;
  /** Its socket is gone, so that it hears nothing. */
  isAway = false;
  syncs = 0;

  constructor(readonly peerId: PeerId, room: Readonly<Room>) {
    this.#sync(room);
  }

  hear(room: Readonly<Room>, changes: readonly RoomChange[]): void {
    let mustSync = false;
    for (const change of changes) {
      const before = this.#sight;
      this.#peers = applyChange(this.#peers, change);
      this.#meeting = applyMeetingChange(this.#meeting, change);
      const after = this.#sight;
      mustSync ||= before !== undefined && after !== undefined && seesAnew(before, after);
    }
    this.#rev = room.rev;
    if (mustSync) this.#sync(room);
  }

  comeBack(room: Readonly<Room>): void {
    this.isAway = false;
    const missed = missedSince(room, this.#rev, this.peerId);
    if (missed) this.hear(room, missed.changes);
    else this.#sync(room);
  }

  /** What it shows beside what the room would tell it now. */
  compared(room: Readonly<Room>): [unknown, unknown] {
    const snapshot = this.#snapshot(room);
    if (!snapshot.meeting) throw new Error("Cannot compare: there is no meeting");
    const count = snapshot.meeting.messages.length;
    const messages = count === 0 ? [] : this.#meeting.messages.slice(-count);
    const older = this.#meeting.messages.length - messages.length;
    const shown = { ...this.#meeting, messages };
    if (older > 0 && !snapshot.meeting.hasOlderMessages) throw new Error("it shows too much");
    return [comparable(this.#peers, shown), comparable(snapshot.peers, snapshot.meeting)];
  }

  get #sight() {
    const self = this.#peers.find(({ id }) => id === this.peerId);
    return self && { self, settings: this.#meeting.settings };
  }

  #sync(room: Readonly<Room>): void {
    const { rev, peers, meeting } = this.#snapshot(room);
    if (!meeting) throw new Error("Cannot sync: there is no meeting");
    this.#rev = rev;
    this.#peers = peers;
    this.#meeting = meeting;
    this.syncs++;
  }

  #snapshot(room: Readonly<Room>): RoomSnapshot {
    const peer = room.peers[this.peerId];
    if (!peer) throw new Error(`Cannot show the room: ${this.peerId} is not in it`);
    // As it goes over the wire.
    return JSON.parse(JSON.stringify(snapshotOf(room, peer)));
  }
}

/** Rosters, lobbies and wishes for help are sets. */
function comparable(peers: readonly PeerView[], meeting: MeetingView): unknown {
  const { hasOlderMessages: _, lobby, helpAsked, ...rest } = meeting;
  const by = <T>(items: readonly T[], key: (item: T) => string) =>
    items.toSorted((a, b) => key(a) < key(b) ? -1 : 1);
  return {
    ...rest,
    peers: by(peers, ({ id }) => id),
    lobby: by(lobby, ({ peerId }) => peerId),
    helpAsked: by(helpAsked, ({ breakoutId }) => breakoutId),
  };
}

/** Nobody hears what is not theirs, whatever they may be told besides. */
function assertDiscreet(room: Readonly<Room>, reader: PeerId, changes: readonly RoomChange[]) {
  for (const change of changes) {
    if (change.type === "PollAnswered" && change.vote) {
      assertEquals(room.meeting.polls[change.pollId]?.question.anonymous, false);
    }
    if (change.type !== "MessageSent" && change.type !== "MessageChanged") continue;
    const { to, from, breakout, announcement } = change.message;
    const isTheirs = to !== undefined
      ? reader === to || reader === from
      : announcement || breakout === room.peers[reader]?.breakout;
    assertEquals(isTheirs, true, `${reader} was told of a message of others`);
  }
}

function run(seed: number): { types: Set<string>; syncs: number } {
  const random = seeded(seed);
  const readers = new Map<PeerId, Reader>();
  const types = new Set<string>();
  const settings = { ...DEFAULT_SETTINGS, lobby: seed % 2 === 0 };
  let room = given(CREATED, { type: "SettingsChanged", settings, by: { kind: "room" } });
  let syncs = 0;
  for (let done = 0; done < COMMANDS;) {
    const facts: Fact[] = [];
    const size = 1 + Math.floor(random() * BATCH_MAX);
    for (let i = 0; i < size; i++, done++) {
      const command = anyCommand(room, random, done);
      const verdict = decide(room, command, NOW + done * STEP_MS, { epoch: 0 });
      if (!verdict.accepted) continue;
      for (const fact of verdict.events) {
        // As it comes out of the log.
        facts.push(roomDefinition.event.parse(JSON.parse(JSON.stringify(fact))));
        room = evolve(room, fact);
        types.add(fact.type);
      }
    }
    tell(room, facts, readers);
    stir(room, readers, random);
    for (const [peerId, reader] of readers) {
      if (reader.isAway) continue;
      const [shown, truth] = reader.compared(room);
      const story = `seed ${seed}, command ${done}: ${peerId} after ${facts.map((f) => f.type)}`;
      assertEquals(shown, truth, story);
    }
  }
  for (const reader of readers.values()) syncs += reader.syncs;
  assertEquals(roomDefinition.state.parse(JSON.parse(JSON.stringify(room))), room);
  return { types, syncs };
}

/** As an owner publishes it: one notice about all of a batch. */
function tell(room: Readonly<Room>, facts: readonly Fact[], readers: Map<PeerId, Reader>): void {
  const news = roomDefinition.announce(facts, room);
  const coming = new Set(facts.flatMap((fact) => fact.type === "PeerJoined" ? [fact.peerId] : []));
  const going = new Set(facts.flatMap((fact) => fact.type === "PeerLeft" ? [fact.peerId] : []));
  for (const peerId of [...going, ...coming]) readers.delete(peerId);
  for (const [peerId, reader] of readers) {
    if (reader.isAway || !Object.hasOwn(room.peers, peerId)) continue;
    const changes = toldTo(peerId, JSON.parse(JSON.stringify(news)));
    assertDiscreet(room, peerId, changes);
    reader.hear(room, changes);
  }
  for (const peerId of coming) {
    if (Object.hasOwn(room.peers, peerId)) readers.set(peerId, new Reader(peerId, room));
  }
}

/** Sockets break and are there again, with or without the room's noticing. */
function stir(room: Readonly<Room>, readers: Map<PeerId, Reader>, random: Random): void {
  for (const [peerId, reader] of readers) {
    if (!Object.hasOwn(room.peers, peerId)) readers.delete(peerId);
    else if (!reader.isAway) reader.isAway = random() < 0.05;
    else if (random() < 0.3) reader.comeBack(room);
  }
}

Deno.test(`whatever people do, ${SEEDS} times ${COMMANDS} commands, views converge`, () => {
  const types = new Set<string>();
  for (let seed = 1; seed <= SEEDS; seed++) {
    for (const type of run(seed).types) types.add(type);
  }
  // The test is worth as much as what happens in it.
  const missing = MEETING_FACTS.filter((type) => !types.has(type));
  assertEquals(missing, []);
});

const MEETING_FACTS: readonly Fact["type"][] = [
  "PeerJoined",
  "PeerLeft",
  "PeerConnected",
  "PeerDisconnected",
  "SettingsChanged",
  "SpotlightChanged",
  "PeerKnocked",
  "PeerAdmitted",
  "KnockDenied",
  "KnockWithdrawn",
  "PeerBlocked",
  "PeerLetBack",
  "UnmuteAsked",
  "RoleChanged",
  "RightsChanged",
  "PeerRenamed",
  "BreakoutsPlanned",
  "BreakoutsAssigned",
  "BreakoutRenamed",
  "BreakoutsOpened",
  "BreakoutsClosing",
  "BreakoutsClosed",
  "PeersMoved",
  "HelpAsked",
  "MessageSent",
  "MessageEdited",
  "MessageDeleted",
  "MessageReacted",
  "FileReady",
  "HandChanged",
  "PollCreated",
  "PollEdited",
  "PollOpened",
  "PollClosed",
  "PollShared",
  "PollDeleted",
  "PollAnswered",
  "NoticeChanged",
  "ConsentGiven",
  "RecordingStarted",
  "RecordingPausedChanged",
  "RecordingHeld",
  "RecordingReleased",
  "RecordingStopped",
  "HighlightMarked",
];
