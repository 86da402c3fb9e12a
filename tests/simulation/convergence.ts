/** What must be so once nothing is wrong any more and nobody does anything. */
import { type Holdings, plan, wantedMedia } from "../../control/room/mod.ts";
import { snapshotOf } from "../../control/room/view.ts";
import type { View } from "../../protocol/mod.ts";
import type { Violation } from "./checker.ts";
import { equal } from "./equal.ts";
import { Roster } from "./roster.ts";
import type { SimClient } from "./sim_client.ts";
import type { World } from "./world.ts";

/** What has not come to rest yet; empty once all has. */
export function unsettled(world: World): Violation[] {
  return [...ofOwner(world), ...ofRosters(world), ...ofMedia(world)];
}

/**
 * Invariant 3: the owner's state is the log's. An owner that was superseded and never heard of it may
 * go on while nothing is written.
 */
function ofOwner(world: World): Violation[] {
  const { history } = world;
  const views = world.hosts.flatMap((host) => world.ownerView(host) ?? []);
  const owner = views.toSorted((a, b) => b.epoch - a.epoch)[0];
  // An ended room leaves memory.
  if (!owner) return history.state.ended ? [] : [{ invariant: 3, what: "nobody owns the room" }];
  if (owner.rev === history.rev && equal(owner.state, history.state)) return [];
  return [{ invariant: 3, what: `the owner is at rev ${owner.rev}, the log at ${history.rev}` }];
}

/** Invariant 7. */
function ofRosters(world: World): Violation[] {
  const { state } = world.history;
  if (!state.created) return [{ invariant: 7, what: "the room was never created" }];
  const { peers } = snapshotOf(state);
  const expected = Roster.normal(peers);
  return world.clients.flatMap((client): Violation[] => {
    const { roster, peerId } = client;
    if (!roster || equal(Roster.normal(roster.peers), expected)) return [];
    const what = `${peerId} has rev ${roster.rev} of the roster, the log rev ${state.rev}: ` +
      `${names(roster.peers)} instead of ${names(peers)}`;
    return [{ invariant: 7, what }];
  });
}

const names = (peers: Roster["peers"]) =>
  JSON.stringify(peers.map(({ id, connected, producers }) => [
    connected ? id : `(${id})`,
    ...producers.map((producer) => producer.paused ? `(${producer.id})` : producer.id),
  ]));

/** Invariant 8, and that media is where it should be. */
function ofMedia(world: World): Violation[] {
  const { state } = world.history;
  const problems: Violation[] = [];
  const { placement } = state;
  const seated = world.clients.filter((client) =>
    client.roster && state.peers[client.peerId]?.sessionId === client.sessionId
  );
  const node = world.nodes.find(({ process }) => process.name === placement?.nodeId);
  if (!node) {
    // Nobody misses media that nobody receives.
    if (seated.length === 0) return [];
    const what = placement ? `the room is on ${placement.nodeId}, which is gone` : "no media node";
    return [{ invariant: 7, what }];
  }
  const { held } = node;
  const transports = new Set(
    Object.values(state.peers).flatMap(({ id, generation }) => [
      `${id}:send:${generation}`,
      `${id}:recv:${generation}`,
    ]),
  );
  for (const id of held.transports.keys()) {
    if (!transports.has(id)) problems.push({ invariant: 8, what: `${id} is still there` });
  }
  if (seated.length === 0) return problems;
  const views = new Map<string, View>(seated.map(({ peerId, view }) => [peerId, view]));
  const steps = plan(wantedMedia(state, "active", views, held), held);
  if (steps.length > 0) {
    const what = `${node.process.name} lacks ${steps.map((step) => step.type).join(", ")}`;
    problems.push({ invariant: 7, what });
  }
  return [...problems, ...seated.flatMap((client) => ofClient(client, held, state.peers))];
}

/** Whether the client has what the node holds for it. */
function ofClient(
  { peerId, view, transports }: SimClient,
  held: Holdings,
  peers: World["history"]["state"]["peers"],
): Violation[] {
  const peer = peers[peerId];
  if (!peer) return [];
  if (view.generation !== peer.generation) {
    const what =
      `${peerId} has transports of generation ${view.generation}, not ${peer.generation}`;
    return [{ invariant: 7, what }];
  }
  for (const [id, usernameFragment] of transports) {
    if (held.transports.get(id)?.info.iceParameters.usernameFragment === usernameFragment) continue;
    return [{ invariant: 7, what: `${peerId} is connected to another ${id} than the node holds` }];
  }
  const receive = `${peerId}:recv:${peer.generation}`;
  const there = [...held.consumers.values()].filter((c) => c.transportId === receive)
    .map(({ info }) => info.id).toSorted();
  if (equal(there, view.ready.toSorted())) return [];
  const what = `${peerId} can play ${view.ready.length} consumers, the node has ${there.length}`;
  return [{ invariant: 7, what }];
}
