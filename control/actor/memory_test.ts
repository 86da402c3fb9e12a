import { MemoryBroker } from "../../kit/mod.ts";
import { contractSuite } from "./contract/suite.ts";
import { MemoryLog } from "./memory_log.ts";

contractSuite("memory", () => {
  const broker = new MemoryBroker();
  const log = new MemoryLog();
  return Promise.resolve({
    connect: () => Promise.resolve(broker.connect()),
    openLog: () => Promise.resolve(log),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  });
});
