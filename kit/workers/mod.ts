/** What processes that serve rooms beside the media nodes have in common. */
export {
  drainMs,
  listenVariables,
  type ProcessConfig,
  processConfig,
  processVariables,
  replicas,
  type TapListenConfig,
  tapListenConfig,
} from "./config.ts";
export { type OwnersWord, type Refusal, refusal, RoomFence } from "./room_fence.ts";
export { WorkerDesk, type WorkerDeskOptions } from "./worker_desk.ts";
