/**
 * Who takes which room: rendezvous hashing (highest random weight, Thaler and Ravishankar 1998). Every
 * host computes the same answer from the same names without asking anybody, and when a host goes only
 * its own rooms get another.
 */
import type { HostId, RoomId } from "../../protocol/mod.ts";

/** The host among `hosts` that takes the room; `undefined` where there is none. Order does not matter. */
export function chooseHost(roomId: RoomId, hosts: Iterable<HostId>): HostId | undefined {
  let best: { hostId: HostId; weight: number } | undefined;
  for (const hostId of hosts) {
    const weight = weigh(roomId, hostId);
    const wins = !best || weight > best.weight ||
      (weight === best.weight && hostId < best.hostId);
    if (wins) best = { hostId, weight };
  }
  return best?.hostId;
}

/** 32-bit FNV-1a of both names, then the finalizer of MurmurHash3: near names get far weights. */
function weigh(roomId: RoomId, hostId: HostId): number {
  let hash = fnv1a(hostId, 0x811c9dc5);
  hash = Math.imul(hash ^ 0x2f, 0x01000193); // "/" can't stand in a name.
  hash = fnv1a(roomId, hash);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

function fnv1a(text: string, from: number): number {
  let hash = from;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash;
}
