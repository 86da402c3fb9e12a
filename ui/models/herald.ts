/** Tells people what happens in the room: by toasts, to screen readers, by sounds. */
import { effect } from "@preact/signals";
import type { Source } from "../../protocol/mod.ts";
import { t } from "../strings/mod.ts";
import { announce } from "./announcer.ts";
import type { Call } from "./call.ts";
import { playSound, type SoundName } from "./sounds.ts";
import { type Tiding, tidingsOf } from "./tidings.ts";

/** Comings and goings of more at once are counted, not named. */
const NAMED_MAX = 3;
const READ_CHARACTERS_MAX = 200;

const SOUND_OF: Partial<Record<Tiding["type"], SoundName>> = {
  joined: "join",
  left: "leave",
  knock: "knock",
  "hand-up": "hand",
};

const mutedBy = (name?: string) => name ? t.told.mutedBy(name) : t.told.mutedByHost;
const shareStoppedBy = (name?: string) => name ? t.told.shareStoppedBy(name) : t.told.shareStopped;

/** What somebody is told of the end of a track of their own, and under which id. */
const STOPPED: Readonly<Record<Source, readonly [string, (name?: string) => string]>> = {
  "mic": ["muted", mutedBy],
  "cam": [
    "camera-stopped",
    (name) => name ? t.told.cameraStoppedBy(name) : t.told.cameraStopped,
  ],
  "screen": ["share-stopped", shareStoppedBy],
  "screen-audio": ["share-stopped", shareStoppedBy],
};

/** Returns the way to stop. `unmute` turns this person's microphone on. */
export function startHerald(call: Call, unmute: () => void): () => void {
  let gathered: Tiding[] = [];
  let isFirst = true;

  const isListOpen = () => call.panels.open.peek() === "people";

  const gather = (tiding: Tiding) => {
    if (gathered.push(tiding) === 1) queueMicrotask(tell);
  };

  /** What one message brought is told as one. */
  function tell(): void {
    const tidings = gathered;
    gathered = [];
    for (const tiding of tidings) toast(tiding);
    const sounds = new Set(tidings.flatMap(({ type }) => SOUND_OF[type] ?? []));
    const people = call.peers.peek().length;
    for (const sound of sounds) playSound(sound, people);
    const moves = tidings.filter(({ type }) => type === "joined" || type === "left");
    const others = tidings.filter((tiding) => !moves.includes(tiding));
    const unseen = tidings.filter(({ type }) => type === "knock" && isListOpen());
    const words = [
      ...wordsOfMoves(moves),
      ...others.flatMap(wordsOf),
      ...unseen.flatMap((tiding) => tiding.type === "knock" ? t.lobby.knocks(tiding.name) : []),
    ];
    if (words.length > 0) announce(words.join(". "));
  }

  function toast(tiding: Tiding): void {
    const { toasts } = call;
    switch (tiding.type) {
      case "knock":
        if (isListOpen()) return; // They are seen there.
        return toasts.show({
          id: "knock",
          text: tiding.waiting > 1 ? t.lobby.wait(tiding.waiting) : t.lobby.knocks(tiding.name),
          lasting: true,
          actions: [
            { label: t.people.open, run: () => call.panels.show("people") },
            {
              label: tiding.waiting > 1 ? t.lobby.admitAll : t.lobby.admit,
              isMain: true,
              run: () => call.command({ type: "admit" }),
            },
          ],
        });
      case "knocks-over":
        return toasts.dismiss("knock");
      case "unmute-asked":
        if (call.devices.microphone.peek().isOn) return;
        return toasts.show({
          id: "unmute",
          text: tiding.name ? t.told.unmuteAsked(tiding.name) : t.told.unmuteAskedByHost,
          lasting: true,
          actions: [
            { label: t.told.stayMuted, run: () => {} },
            { label: t.told.unmute, isMain: true, run: unmute },
          ],
        });
      case "muted-by":
        return toasts.show({ id: "muted", text: mutedBy(tiding.name) });
      case "stopped-by": {
        const { name, source } = tiding;
        const [id, text] = STOPPED[source];
        return toasts.show({ id, text: text(name) });
      }
      case "share-replaced":
        return toasts.show({
          id: "share-stopped",
          text: tiding.name ? t.share.replacedBy(tiding.name) : t.share.replaced,
        });
      case "role":
        return toasts.show({ id: "role", text: t.told.role[tiding.role] });
      case "hand-up":
        return call.can("moderate") && !isListOpen()
          ? toasts.show({ id: "hand", text: t.announce.handUp(tiding.name) })
          : undefined;
      case "locked":
      case "unlocked":
        return toasts.show({ id: "lock", text: t.told[tiding.type] });
      case "notice-over":
        // Whose end has more to say.
        if (tiding.kind === "recording" && call.recording.last.peek()) return;
        if (tiding.kind === "live" && call.live.hasBeenOn()) return;
        return toasts.show({ id: tiding.kind, text: t.notice.over[tiding.kind] });
      case "joined":
      case "left":
      case "sharing":
      case "hand-lowered":
      case "message":
        return;
      default:
        return tiding satisfies never;
    }
  }

  const stops = [
    effect(() => {
      // Who was waiting when this person came, or was there before the page was.
      if (!call.roster.value) return;
      const { lobby } = call.meeting.peek();
      const newest = lobby.at(-1);
      if (isFirst && newest) gather({ type: "knock", waiting: lobby.length, name: newest.name });
      isFirst = false;
    }),
    effect(() => {
      if (call.panels.open.value === "people") call.toasts.dismiss("knock");
    }),
    call.onNews((told) => tidingsOf(told, call.selfId).forEach(gather)),
    call.onInterference((what) => {
      const [id, text] = STOPPED[what];
      call.toasts.show({ id, text: text(undefined) });
    }),
    call.onSignal((signal) => {
      if (signal.type !== "reaction" || signal.peerId === call.selfId) return;
      const name = call.peers.peek().find(({ id }) => id === signal.peerId)?.name;
      if (name) announce(t.announce.reacted(name, signal.emoji));
    }),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

function wordsOfMoves(moves: readonly Tiding[]): string[] {
  if (moves.length <= NAMED_MAX) return moves.flatMap(wordsOf);
  const joined = moves.filter(({ type }) => type === "joined").length;
  return [t.announce.many(joined, moves.length - joined)];
}

/** For screen readers; what a toast says is read from there. */
function wordsOf(tiding: Tiding): string[] {
  switch (tiding.type) {
    case "joined":
      return [t.announce.joined(tiding.name)];
    case "left":
      return [t.announce.left(tiding.name)];
    case "sharing":
      return [t.announce.sharing(tiding.name)];
    case "hand-up":
      return [t.announce.handUp(tiding.name)];
    case "hand-lowered":
      return [t.announce.handsLowered];
    case "message":
      return [t.announce.message(tiding.name, tiding.text.slice(0, READ_CHARACTERS_MAX))];
    default:
      return [];
  }
}
