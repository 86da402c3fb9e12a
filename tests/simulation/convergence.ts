/** What must be so once nothing is wrong any more and nobody does anything. */
import { snapshotOf } from "../../control/room/view.ts";
import type { Violation } from "./checker.ts";
import { equal } from "./equal.ts";
import { ofMedia, seatedClients } from "./media_rest.ts";
import { Roster } from "./roster.ts";
import type { World } from "./world.ts";

/** What has not come to rest yet; empty once all has. */
export function unsettled(world: World): Violation[] {
  return [...ofOwner(world), ...ofRosters(world), ...ofMedia(world)];
}

/** Invariant 5: the planes in use are on a node that lives, if anybody is there to use them. */
export function isServed(world: World): Violation[] {
  const { placement } = world.history.state;
  if (seatedClients(world).length === 0 || world.activeNode?.process.alive) return [];
  const what = placement ? `the room is on ${placement.nodeId}, which is gone` : "no media node";
  return [{ invariant: 5, what }];
}

/** Invariant 1: there is one owner. Invariant 3: its state is the log's. */
function ofOwner(world: World): Violation[] {
  const { history } = world;
  const owners = world.hosts.filter((host) => world.ownerView(host));
  const names = owners.map(({ process }) => process.name).join(" and ");
  if (owners.length > 1) return [{ invariant: 1, what: `${names} own the room` }];
  const owner = owners[0] && world.ownerView(owners[0]);
  // An ended room leaves memory.
  if (!owner) return history.state.ended ? [] : [{ invariant: 3, what: "nobody owns the room" }];
  if (!owner.durable) return [{ invariant: 3, what: `${names} still holds facts` }];
  if (owner.rev === history.rev && equal(owner.state, history.state)) return [];
  return [{ invariant: 3, what: `the owner is at rev ${owner.rev}, the log at ${history.rev}` }];
}

/** Invariant 7. */
function ofRosters(world: World): Violation[] {
  const { state } = world.history;
  if (!state.created) return [{ invariant: 7, what: "the room was never created" }];
  const { peers } = snapshotOf(state, "service");
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
