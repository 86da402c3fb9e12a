/** That media is where it should be, once nothing is wrong any more: at the nodes and at the clients. */
import {
  type Holdings,
  type Peer,
  placementOf,
  plan,
  planeOf,
  type Room,
  type Use,
  wantedMedia,
} from "../../control/room/mod.ts";
import { transportId, type View } from "../../protocol/mod.ts";
import type { Violation } from "./checker.ts";
import type { ClientPlane } from "./client_media.ts";
import { equal } from "./equal.ts";
import type { SimClient } from "./sim_client.ts";
import type { SimNode } from "./sim_node.ts";
import type { World } from "./world.ts";

const USES = ["active", "standby"] as const;

/** Clients that sit in the room with a socket. */
export function seatedClients({ clients, history: { state } }: World): SimClient[] {
  return clients.filter((client) =>
    client.roster && state.peers[client.peerId]?.sessionId === client.sessionId
  );
}

/** Invariant 8 at the nodes, invariant 7 between state, nodes and clients. */
export function ofMedia(world: World): Violation[] {
  const { state } = world.history;
  const leftovers = ofOtherNodes(world, state);
  const seated = seatedClients(world);
  // Nobody misses media that nobody receives.
  if (seated.length === 0) return [...leftovers, ...ofUnusedNodes(world, state)];
  if (!state.placement) return [...leftovers, { invariant: 7, what: "no media node" }];
  const views = new Map<string, View>(seated.map(({ peerId, media }) => [peerId, media.view]));
  return [
    ...leftovers,
    ...USES.flatMap((use) => ofUse(world, use, views)),
    ...ofStandby(world, seated),
    ...seated.flatMap((client) => ofClient(world, client)),
  ];
}

/** A node that carries none of the room's planes holds nothing of it, and the room knows that. */
function ofOtherNodes({ nodes, history }: World, state: Readonly<Room>): Violation[] {
  const used = USES.map((use) => placementOf(state, use)?.nodeId);
  return nodes.flatMap((node): Violation[] => {
    const { name } = node.process;
    if (used.includes(name) && !node.isDraining) return [];
    if (state.retiring.some(({ nodeId }) => nodeId === name)) {
      return [{ invariant: 8, what: `${name} was left and is still to be closed` }];
    }
    if (used.includes(name) && Object.keys(state.peers).length > 0 && canLeave(nodes)) {
      return [{ invariant: 7, what: `${name} is to be left and still in use` }];
    }
    const { held } = node;
    // What an owner could not write and lost, nobody knows of; nodes end it by themselves in time.
    const isKnown = history.nodes.has(name) &&
      [...held.transports.keys()].some((id) => history.calledFor.has(id));
    if (used.includes(name) || !held.router || !isKnown) return [];
    return [{ invariant: 8, what: `${name} still holds ${[...held.transports.keys()]}` }];
  });
}

const canLeave = (nodes: readonly SimNode[]) => nodes.some(({ isDraining }) => !isDraining);

/** Without anybody there, nodes hold no transports of peers that have left. */
function ofUnusedNodes({ nodes, history }: World, { peers }: Readonly<Room>): Violation[] {
  const known = new Set(
    Object.values(peers).flatMap((peer) =>
      USES.flatMap((use) => {
        const plane = planeOf(peer, use);
        return plane ? transportsOf(peer, plane) : [];
      })
    ),
  );
  return nodes.flatMap(({ held }) => [...held.transports.keys()])
    .filter((id) => !known.has(id) && history.calledFor.has(id))
    .map((id) => ({ invariant: 8, what: `${id} is still there` }));
}

const transportsOf = ({ id }: Peer, { generation }: { generation: number }) =>
  (["send", "recv"] as const).map((direction) => transportId(id, direction, generation));

/** The node of that use holds what it should and nothing else. */
function ofUse(world: World, use: Use, views: Map<string, View>): Violation[] {
  const { state } = world.history;
  const placement = placementOf(state, use);
  if (!placement) return [];
  const node = nodeAt(world, state, use);
  if (!node) {
    return [{ invariant: 7, what: `the room's ${use} node ${placement.nodeId} is gone` }];
  }
  const { held, process: { name } } = node;
  const wanted = wantedMedia(state, use, views, held);
  const stays = [...held.transports.keys()].filter((id) => !wanted.transports.has(id));
  if (stays.length > 0) return [{ invariant: 8, what: `${name} still has ${stays}` }];
  const steps = plan(wanted, held).map(({ type }) => type);
  return steps.length > 0 ? [{ invariant: 7, what: `${name} (${use}) lacks ${steps}` }] : [];
}

function nodeAt({ nodes }: World, state: Readonly<Room>, use: Use): SimNode | undefined {
  const nodeId = placementOf(state, use)?.nodeId;
  return nodes.find(({ process }) => process.alive && process.name === nodeId);
}

/** A room of two or more stands by where there is another node that takes rooms. */
function ofStandby(
  { nodes, scenario, history: { state: { placement, standby } } }: World,
  seated: readonly SimClient[],
): Violation[] {
  const others = nodes.filter(({ process, isDraining }) =>
    process.name !== placement?.nodeId && !isDraining
  );
  const isDue = scenario.standby && seated.length >= 2 && others.length > 0;
  return isDue && !standby ? [{ invariant: 7, what: "nobody has a second plane" }] : [];
}

/** The client has what the nodes hold for it, on the planes that the room says it has. */
function ofClient(world: World, client: SimClient): Violation[] {
  const { state } = world.history;
  const peer = state.peers[client.peerId];
  if (!peer) return [];
  return [
    ...USES.flatMap((use) => {
      const held = nodeAt(world, state, use)?.held;
      return ofPlane(client, peer, { use, held });
    }),
    ...ofTracks(peer),
  ].map((what) => ({ invariant: 7, what: `${client.peerId} ${what}` }));
}

function ofPlane(
  { media }: SimClient,
  peer: Peer,
  { use, held }: { use: Use; held: Holdings | undefined },
): string[] {
  const expected = planeOf(peer, use)?.generation;
  const plane = media[use];
  if (plane?.generation !== expected) {
    return [`has ${use} generation ${plane?.generation}, not ${expected}`];
  }
  if (!plane || !held) return [];
  const strange = strangerOf(plane, held);
  if (strange) return [`is connected to another ${strange} than the node holds`];
  const receive = transportId(peer.id, "recv", plane.generation);
  const there = [...held.consumers.values()].filter((c) => c.transportId === receive)
    .map(({ info }) => info.id).toSorted();
  if (equal(there, plane.ready.toSorted())) return [];
  return [`can play ${plane.ready.length} ${use} consumers, the node has ${there.length}`];
}

function strangerOf({ transports }: ClientPlane, held: Holdings): string | undefined {
  return [...transports].find(([id, name]) =>
    held.transports.get(id)?.info.iceParameters.usernameFragment !== name
  )?.[0];
}

/** What is sent is sent on every plane. */
function ofTracks({ generation, producers, standby }: Peer): string[] {
  return Object.values(producers).flatMap((producer) => {
    if (producer.generation !== generation) return [`does not send ${producer.id}`];
    if (!standby || standby.producers[producer.id]) return [];
    return [`could not send ${producer.id} on its second plane`];
  });
}
