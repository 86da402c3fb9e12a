/** Commands by chance, most of which could be meant: for tests that try what nobody thought of. */
import {
  type Emoji,
  type MeetingCommand,
  NoticeKind,
  type PeerId,
  Right,
  type RoomCommand,
} from "../../../protocol/mod.ts";
import { pick } from "../../../tests/scenarios/random.ts";
import { entryOf } from "../bounded.ts";
import type { Command } from "../commands.ts";
import type { Room } from "../state.ts";
import { EVERYTHING, NO_VIEW, NOW } from "./given.ts";

export type Random = () => number;

/** Who may turn up. An id that is a number is one like others. */
export const PEOPLE = {
  host: "host",
  co: "cohost",
  ann: "participant",
  bob: "participant",
  "7": "participant",
  dan: "participant",
  eve: "viewer",
} as const;
const NAMES = Object.keys(PEOPLE) as (keyof typeof PEOPLE)[];
const EMOJI: readonly Emoji[] = ["👍", "🎉", "❤️"];
const BREAKOUTS_TRIED = ["b1", "b2", "b3", "b4", null] as const;

type Body = RoomCommand;
type Make = (room: Readonly<Room>, random: Random) => Body;

const chance = (random: Random, share: number) => random() < share;
const anyPeer = (random: Random): PeerId => pick(NAMES, random);
const anyWaiter = ({ meeting: { lobby } }: Readonly<Room>, random: Random): PeerId =>
  pick(Object.keys(lobby).concat("nobody"), random);
const number = (random: Random, below: number) => Math.floor(random() * below);
const some = <T>(items: readonly T[], random: Random): T[] =>
  items.filter(() => chance(random, 0.5));

const messageId = ({ meeting: { messages } }: Readonly<Room>, random: Random) =>
  messages.length > 0 ? pick(messages, random).id : 1;
const pollId = ({ meeting: { polls } }: Readonly<Room>, random: Random) =>
  pick(Object.keys(polls).slice(-3).concat("q1"), random);

/** What is said more than the rest. */
const OFTEN: ReadonlySet<string> = new Set(["sendMessage", "reactToMessage", "vote"]);
const OFTEN_TIMES = 4;

/** Ways to say something of each kind. */
const COMMANDS: readonly Make[] = [
  () => ({ type: "leave" }),
  () => ({ type: "disconnect" }),
  () => ({ type: "knock", name: "Knocking", connectionId: "c" }),
  // After `end` there is nothing to see.
  ...said<Exclude<MeetingCommand["type"], "end">>({
    changeSettings: (_, random) => ({
      type: "changeSettings",
      settings: {
        ...(chance(random, 0.3) && { lobby: chance(random, 0.6) }),
        ...(chance(random, 0.2) && { locked: chance(random, 0.2) }),
        ...(chance(random, 0.2) && { joinBeforeHost: chance(random, 0.8) }),
        ...(chance(random, 0.2) && {
          rights: { participant: some(Right.options, random).filter((r) => r !== "govern") },
        }),
        ...(chance(random, 0.3) && { rights: {} }),
      },
    }),
    spotlight: (_, random) => ({ type: "spotlight", peerIds: some(NAMES.slice(0, 4), random) }),
    admit: (room, random) => ({
      type: "admit",
      ...(chance(random, 0.5) && { peerIds: [anyWaiter(room, random)] }),
    }),
    deny: (room, random) => ({
      type: "deny",
      peerId: anyWaiter(room, random),
      block: chance(random, 0.05),
    }),
    letBack: (room, random) => ({
      type: "letBack",
      peerId: pick([...Object.keys(room.meeting.keptOut), anyPeer(random)], random),
    }),
    mute: (_, random) => ({
      type: "mute",
      peerId: anyPeer(random),
      mayUnmute: chance(random, 0.5),
    }),
    muteAll: (_, random) => ({ type: "muteAll", mayUnmute: chance(random, 0.7) }),
    askToUnmute: (_, random) => ({ type: "askToUnmute", peerId: anyPeer(random) }),
    stopSource: (_, random) => ({ type: "stopSource", peerId: anyPeer(random), source: "cam" }),
    remove: (_, random) => ({
      type: "remove",
      peerId: anyPeer(random),
      block: chance(random, 0.05),
    }),
    setRole: (_, random) => ({
      type: "setRole",
      peerId: anyPeer(random),
      role: pick(["host", "cohost", "participant", "viewer"] as const, random),
    }),
    setRights: (_, random) => ({
      type: "setRights",
      peerId: anyPeer(random),
      grant: chance(random, 0.5) ? [pick(Right.options, random)] : [],
      revoke: chance(random, 0.3) ? [pick(Right.options, random)] : [],
      reset: chance(random, 0.4) ? [...Right.options] : [],
    }),
    rename: (_, random) => ({
      type: "rename",
      peerId: anyPeer(random),
      name: `Name ${number(random, 9)}`,
    }),
    planBreakouts: (_, random) => ({
      type: "planBreakouts",
      names: ["One", "Two"].slice(number(random, 2)),
      assign: chance(random, 0.7) ? "shuffle" : "none",
      choose: chance(random, 0.5),
    }),
    assignBreakouts: (_, random) => ({
      type: "assignBreakouts",
      assigned: { [anyPeer(random)]: pick(BREAKOUTS_TRIED, random) },
    }),
    shuffleBreakouts: () => ({ type: "shuffleBreakouts" }),
    renameBreakout: (_, random) => ({
      type: "renameBreakout",
      breakoutId: `b${1 + number(random, 4)}`,
      name: `Breakout ${number(random, 9)}`,
    }),
    openBreakouts: (_, random) => ({
      type: "openBreakouts",
      ...(chance(random, 0.5) && { durationMs: 5_000 }),
    }),
    closeBreakouts: (_, random) => ({
      type: "closeBreakouts",
      graceMs: chance(random, 0.5) ? 0 : 2_000,
    }),
    enterBreakout: (_, random) => ({
      type: "enterBreakout",
      breakoutId: pick(BREAKOUTS_TRIED, random),
    }),
    askForHelp: (_, random) => ({ type: "askForHelp", asking: chance(random, 0.7) }),
    sendMessage: (room, random) => ({
      type: "sendMessage",
      text: `text ${room.rev}`,
      ...(chance(random, 0.3) && { to: anyPeer(random) }),
      ...(chance(random, 0.2) && { replyTo: messageId(room, random) }),
      ...(chance(random, 0.2) && { files: Object.keys(room.meeting.files).slice(0, 1) }),
    }),
    announce: (room) => ({ type: "announce", text: `announced ${room.rev}` }),
    editMessage: (room, random) => ({
      type: "editMessage",
      messageId: messageId(room, random),
      text: `edited ${room.rev}`,
    }),
    deleteMessage: (room, random) => ({
      type: "deleteMessage",
      messageId: messageId(room, random),
    }),
    reactToMessage: (room, random) => ({
      type: "reactToMessage",
      messageId: messageId(room, random),
      emoji: pick(EMOJI, random),
      on: chance(random, 0.7),
    }),
    typing: () => ({ type: "typing" }),
    raiseHand: (_, random) => ({ type: "raiseHand", raised: chance(random, 0.6) }),
    lowerHand: (_, random) => ({ type: "lowerHand", peerId: anyPeer(random) }),
    lowerAllHands: () => ({ type: "lowerAllHands" }),
    react: (_, random) => ({ type: "react", emoji: pick(EMOJI, random) }),
    askForCaptions: () => ({ type: "askForCaptions" }),
    createPoll: (_, random) => ({
      type: "createPoll",
      question: "?",
      options: ["a", "b", "c"],
      multiple: chance(random, 0.5),
      anonymous: chance(random, 0.5),
      ...(chance(random, 0.3) && { correct: [number(random, 3)] }),
      open: chance(random, 0.6),
    }),
    editPoll: (room, random) => ({
      type: "editPoll",
      pollId: pollId(room, random),
      question: `edited ${number(random, 3)}?`,
      options: ["a", "b", "c"],
      multiple: chance(random, 0.5),
      anonymous: chance(random, 0.5),
      open: chance(random, 0.3),
    }),
    openPoll: (room, random) => ({ type: "openPoll", pollId: pollId(room, random) }),
    closePoll: (room, random) => ({ type: "closePoll", pollId: pollId(room, random) }),
    sharePoll: (room, random) => ({
      type: "sharePoll",
      pollId: pollId(room, random),
      shared: chance(random, 0.7),
    }),
    deletePoll: (room, random) => ({ type: "deletePoll", pollId: pollId(room, random) }),
    vote: (room, random) => ({
      type: "vote",
      pollId: pollId(room, random),
      choices: chance(random, 0.7) ? [number(random, 3)] : some([0, 1, 2], random),
    }),
    setNotice: (_, random) => ({
      type: "setNotice",
      kind: pick(NoticeKind.options, random),
      on: chance(random, 0.5),
    }),
    passKeys: (_, random) => ({
      type: "passKeys",
      keys: [{ to: anyPeer(random), sealed: "c2VhbGVk" }],
    }),
    passDirect: (_, random) => ({
      type: "passDirect",
      to: anyPeer(random),
      word: { kind: "flowing", attempt: 1, flowing: chance(random, 0.5) },
    }),
    askForKeys: (_, random) => ({ type: "askForKeys", of: [anyPeer(random)] }),
    startRecording: () => ({ type: "startRecording" }),
    pauseRecording: (_, random) => ({ type: "pauseRecording", paused: chance(random, 0.5) }),
    stopRecording: () => ({ type: "stopRecording" }),
    startLive: (_, random) => ({
      type: "startLive",
      address: `rtmp://${pick(["live.example.org", "127.0.0.1"], random)}/app/key`,
    }),
    stopLive: () => ({ type: "stopLive" }),
    markHighlight: (_, random) => ({
      type: "markHighlight",
      ...(chance(random, 0.5) && { label: "Here" }),
    }),
    consent: (_, random) => ({
      type: "consent",
      kind: pick(NoticeKind.options, random),
      agreed: chance(random, 0.6),
    }),
  }),
];

/** One way for each type: a command that is new to the protocol has to be given one. */
function said<T extends MeetingCommand["type"]>(
  ways: { readonly [K in T]: (room: Readonly<Room>, random: Random) => MeetingCommand },
): Make[] {
  return Object.entries<Make>(ways).flatMap(([type, make]) =>
    Array<Make>(OFTEN.has(type) ? OFTEN_TIMES : 1).fill(make)
  );
}

/** Who comes and goes, and what they say; `at` makes the command's id. */
export function anyCommand(room: Readonly<Room>, random: Random, at: number): Command {
  // Those who lead do half of what is done.
  const peerId = chance(random, 0.5) ? pick(["host", "co"], random) : anyPeer(random);
  const role = PEOPLE[peerId as keyof typeof PEOPLE];
  const seat = entryOf(room.peers, peerId);
  const id = `command-${at}`;
  const envelope = { v: 1, id, roomId: "room", deadlineAt: NOW } as const;
  if (chance(random, 0.02)) {
    return { ...envelope, from: { kind: "owner" }, body: { type: "endBreakouts" } };
  }
  const { recording } = room.meeting;
  if (recording && chance(random, 0.1)) {
    const type = pick(["holdRecording", "releaseRecording", "checkRecording"] as const, random);
    const body = { type, recordingId: recording.id, recorderId: "k1", reason: "it is gone" };
    return { ...envelope, from: { kind: "owner" }, body };
  }
  const { live } = room.meeting;
  if (live && chance(random, 0.1)) {
    const type = pick(["holdLive", "releaseLive", "tellLive", "checkLive"] as const, random);
    const isLive = chance(random, 0.5);
    const body = { type, liveId: live.id, streamerId: "s1", live: isLive, reason: "it is gone" };
    return { ...envelope, from: { kind: "owner" }, body };
  }
  if (chance(random, 0.05)) {
    const from = { kind: "service", name: "api" } as const;
    const file = {
      id: `file-${at}`.padEnd(20, "-"),
      name: "a.png",
      mediaType: "image/png",
      sizeBytes: 1,
      thumbnail: true,
    };
    const body: Body = chance(random, 0.4)
      ? { type: "fileReady", file, by: peerId }
      : pick(COMMANDS, random)(room, random);
    return { ...envelope, from, body };
  }
  const known = seat ?? entryOf(room.meeting.lobby, peerId);
  const isComing = !known || chance(random, seat ? 0.03 : 0.6);
  const from = {
    kind: "session",
    sessionId: isComing ? `s-${peerId}-${at}` : known.sessionId,
    peerId,
    role,
  } as const;
  if (isComing && chance(random, 0.9)) {
    const name = `Name of ${peerId}`;
    const body: Body = chance(random, 0.6)
      ? { type: "join", name, capabilities: EVERYTHING, view: NO_VIEW }
      : { type: "knock", name, connectionId: "c" };
    return { ...envelope, from, body };
  }
  if (seat?.disconnectedAt != null && chance(random, 0.5)) {
    const body: Body = { type: "resume", rev: room.rev, view: NO_VIEW, connectionId: `c-${at}` };
    return { ...envelope, from, body };
  }
  if (!seat && known && chance(random, 0.3)) {
    return { ...envelope, from, body: { type: "withdraw", connectionId: known.connectionId } };
  }
  return { ...envelope, from, body: pick(COMMANDS, random)(room, random) };
}
