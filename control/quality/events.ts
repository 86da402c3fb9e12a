/** What happened to a room, as moments of its call. Pure. */
import type { CallMoment, PeerId } from "../../protocol/mod.ts";

/** One row of what the projector keeps. */
export interface MomentFact {
  readonly kind: "joined" | "left" | "away" | "back" | "media-placed" | "media-lost" | "owner";
  readonly at: number;
  readonly peerId: PeerId | null;
  /** The node's name, or the epoch. */
  readonly detail: string | null;
}

/** Who was away is back by a word, a new session, or not at all. */
const ENDS_ABSENCE: ReadonlySet<MomentFact["kind"]> = new Set(["back", "joined", "left"]);

/** Oldest first, as they are given. The first placement of media is no move. */
export function eventsOf(
  facts: readonly MomentFact[],
  names: ReadonlyMap<PeerId, string>,
): CallMoment[] {
  let isPlaced = false;
  const here = new Set<PeerId>();
  return facts.flatMap((fact, index): CallMoment[] => {
    const { kind, at, detail } = fact;
    const span = { at, until: at };
    const person = personOf(fact.peerId, names);
    switch (kind) {
      case "joined": {
        const isAgain = person && here.has(person.peerId); // Another session in the same seat.
        if (person) here.add(person.peerId);
        return person && !isAgain ? [{ type: "joined", ...span, ...person }] : [];
      }
      case "left":
        if (person) here.delete(person.peerId);
        return person ? [{ type: "left", ...span, ...person }] : [];
      case "away": {
        const end = facts.slice(index + 1)
          .find((next) => next.peerId === fact.peerId && ENDS_ABSENCE.has(next.kind));
        // A leave that begins with a closing socket is no interruption.
        if (!person || end?.kind === "left") return [];
        return [{ type: "away", at, until: end?.at ?? at, ...person }];
      }
      case "back":
        return [];
      case "media-placed": {
        const isMove = isPlaced;
        isPlaced = true;
        return isMove ? [{ type: "media-moved", ...span, node: detail ?? "" }] : [];
      }
      case "media-lost":
        return [{ type: "media-lost", ...span, node: detail ?? "" }];
      case "owner":
        return [{ type: "owner-changed", ...span, epoch: Number(detail ?? 0) }];
      default:
        return kind satisfies never;
    }
  });
}

function personOf(
  peerId: PeerId | null,
  names: ReadonlyMap<PeerId, string>,
): { peerId: PeerId; name?: string } | undefined {
  if (peerId === null) return undefined;
  const name = names.get(peerId);
  return { peerId, ...(name !== undefined && { name }) };
}
