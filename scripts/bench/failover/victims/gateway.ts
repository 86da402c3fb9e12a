import { epochMs } from "../../../../tests/browser/probe/mod.ts";
import { until } from "../../../../tests/harness/until.ts";
import { observe } from "../observe.ts";
import { watch } from "../recovery.ts";
import type { Victim } from "../round.ts";
import type { Scene, Seat } from "../scene.ts";
import { LOOK_MS, undisturbed } from "./undisturbed.ts";

const BACK_LIMIT_MS = 10_000;

/** Kills the gateway that people's sockets are on; they come back on the other one. */
export const gateway: Victim = {
  name: "gateway",
  async strike(scene) {
    const usual = await undisturbed(scene);
    const [first] = scene.seats;
    const url = await first?.probe.gateway();
    const victim = scene.stack.gateways.find(({ socketUrl }) => socketUrl === url);
    if (!victim) throw new Error(`Cannot kill a gateway: no socket is open, last seen ${url}`);
    const hit = await seatsOn(scene, victim.socketUrl);
    const sinceMs = epochMs();
    scene.stack.process(victim.name).signal("SIGKILL");
    const backMs = await Promise.all(hit.map((seat) => untilBack(seat, sinceMs)));
    await watch(sinceMs + LOOK_MS - epochMs());
    const { freezeMs, audioGapMs } = await observe(scene, { fromMs: sinceMs, toMs: epochMs() });
    await scene.stack.restart(victim.name);
    return { ...usual, backMs, frameGapMs: freezeMs, soundGapMs: audioGapMs };
  },
};

async function seatsOn({ seats }: Scene, url: string): Promise<Seat[]> {
  const urls = await Promise.all(seats.map(({ probe }) => probe.gateway()));
  return seats.filter((_, index) => urls[index] === url);
}

/** Milliseconds until the link says that it is joined again. */
async function untilBack({ page, probe }: Seat, sinceMs: number): Promise<number> {
  const joined = await until(
    `${page.name} is back`,
    async () => {
      const events = await probe.events(sinceMs);
      return events.find(({ what }) => what === "status joined");
    },
    (event) => event !== undefined,
    BACK_LIMIT_MS,
  );
  return (joined?.at ?? Infinity) - sinceMs;
}
