import { busContract } from "../../kit/bus_contract.ts";
import { Network } from "./network.ts";
import { Random } from "./random.ts";
import { Process, Scheduler } from "./scheduler.ts";

/** Virtual time that passes while a test waits. */
const TICK_MS = 1;

busContract("the simulated network", () => {
  const scheduler = new Scheduler(new Random(1, "order"));
  const nothing = () => {};
  const network = new Network({
    scheduler,
    random: new Random(1, "network"),
    repeatChance: 0,
    observer: { published: nothing, answered: nothing, delivered: nothing },
  });
  let processes = 0;
  let ended = false;
  const pass = async () => {
    while (!ended) await scheduler.advance(TICK_MS);
  };
  const passing = pass();
  return Promise.resolve({
    reported: network.faults,
    connect: () => Promise.resolve(network.connect(new Process(`p${++processes}`))),
    async [Symbol.asyncDispose]() {
      ended = true;
      await passing;
    },
  });
});
