import { busContract } from "./bus_contract.ts";
import { MemoryBroker } from "./memory_bus.ts";

busContract("memory", () => {
  const reported: unknown[] = [];
  const broker = new MemoryBroker({ report: (error) => reported.push(error) });
  return Promise.resolve({
    reported,
    connect: () => Promise.resolve(broker.connect()),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  });
});
