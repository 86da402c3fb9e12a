/** Who is in a recording and what of them is to be seen when, in ms of the video. Pure. */
import { joinSpans, type Span, subtractSpans, type VideoClock } from "../../kit/mod.ts";
import type { Gap, PeerId, RecordingTimeline } from "../../protocol/mod.ts";
import { type Footage, isAudio } from "./footage.ts";
import type { Voice } from "./speech.ts";

export interface Person {
  readonly peerId: PeerId;
  readonly name: string;
  /** In the meeting. */
  readonly present: readonly Span[];
  readonly cameras: readonly Footage[];
  readonly speech: readonly Span[];
}

export interface Share {
  readonly peerId: PeerId;
  readonly name: string;
  readonly footage: Footage;
}

export interface Spotlight extends Span {
  readonly peerId: PeerId;
}

export interface Stage {
  readonly durationMs: number;
  /** In the order of their first coming. */
  readonly people: readonly Person[];
  readonly shares: readonly Share[];
  readonly spotlights: readonly Spotlight[];
  /** When nothing at all is there to be seen or heard, though the recording was on. */
  readonly gaps: readonly Span[];
}

export interface StageOptions {
  readonly clock: VideoClock;
  readonly timeline: RecordingTimeline;
  readonly footage: readonly Footage[];
  /** By the footage's id. */
  readonly voices: ReadonlyMap<number, Voice>;
  /** As they are told, everybody's and single people's. Epoch ms. */
  readonly gaps: readonly Gap[];
}

export function stageOf({ clock, timeline, footage, voices, gaps }: StageOptions): Stage {
  const names = new Map(timeline.people.map(({ peerId, name }) => [peerId, name]));
  const visits = visitsOf(timeline, clock);
  const ids = new Set([...visits.keys(), ...footage.map(({ peerId }) => peerId)]);
  const nameOf = (peerId: PeerId) =>
    names.get(peerId) ?? footage.find((one) => one.peerId === peerId)?.name ?? peerId;
  const people = [...ids].map((peerId): Person => {
    const own = footage.filter((one) => one.peerId === peerId);
    const mics = own.filter(({ source }) => source === "mic");
    return {
      peerId,
      name: nameOf(peerId),
      // Whose picture or voice there is was there, whatever the room's events say.
      present: joinSpans(visits.get(peerId) ?? [], ...own.map(({ spans }) => spans)),
      cameras: own.filter(({ source }) => source === "cam"),
      speech: joinSpans(...mics.map(({ id }) => voices.get(id)?.speech ?? [])),
    };
  });
  const cameTo = ({ present }: Person) => present[0]?.startMs ?? Infinity;
  return {
    durationMs: clock.durationMs,
    people: people.filter(({ present }) => present.length > 0)
      .sort((a, b) => cameTo(a) - cameTo(b) || (a.peerId < b.peerId ? -1 : 1)),
    shares: footage.filter(({ source }) => source === "screen")
      .map((one) => ({ peerId: one.peerId, name: nameOf(one.peerId), footage: one })),
    spotlights: spotlightsOf(timeline, clock),
    gaps: subtractSpans(
      gaps.filter(({ peerId }) => peerId === undefined).map((gap) => clock.span(gap)),
      footage.flatMap(({ spans }) => spans),
    ),
  };
}

/** Whether anybody could hear or see anything. */
export const isEmpty = (footage: readonly Footage[], voices: ReadonlyMap<number, Voice>) =>
  footage.every((one) => isAudio(one) && (voices.get(one.id)?.speech.length ?? 0) === 0);

function visitsOf({ events }: RecordingTimeline, clock: VideoClock): Map<PeerId, Span[]> {
  const since = new Map<PeerId, number>();
  const visits = new Map<PeerId, Span[]>();
  const leave = (peerId: PeerId, endMs: number) => {
    const startMs = since.get(peerId);
    since.delete(peerId);
    // Who leaves without having joined was there from the start.
    const visit = { startMs: startMs ?? 0, endMs };
    visits.set(peerId, joinSpans(visits.get(peerId) ?? [], [visit]));
  };
  for (const { at, kind, peerId } of events) {
    if (peerId === undefined) continue;
    if (kind === "joined" && !since.has(peerId)) since.set(peerId, clock.at(at));
    if (kind === "left") leave(peerId, clock.at(at));
  }
  for (const peerId of [...since.keys()]) leave(peerId, clock.durationMs);
  return visits;
}

/** Each lasts until the next; one without a person ends it. */
function spotlightsOf({ events }: RecordingTimeline, clock: VideoClock): Spotlight[] {
  const spotlights: Spotlight[] = [];
  let now: { peerId: PeerId; startMs: number } | undefined;
  const end = (endMs: number) => {
    if (now && endMs > now.startMs) spotlights.push({ ...now, endMs });
    now = undefined;
  };
  for (const { at, kind, peerId } of events) {
    if (kind !== "spotlight") continue;
    end(clock.at(at));
    if (peerId !== undefined) now = { peerId, startMs: clock.at(at) };
  }
  end(clock.durationMs);
  return spotlights;
}
