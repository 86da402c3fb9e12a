import { assertEquals } from "@std/assert";
import { RoomFence } from "./room_fence.ts";

const word = (epoch: number, roomId = "a") => ({ roomId, epoch, deadlineAt: 100 });

Deno.test("a fence lets the newest owner of each room pass, and nobody too late", () => {
  const fence = new RoomFence();
  const codes = [
    fence.refuse(word(3), 50),
    fence.refuse(word(3), 100),
    fence.refuse(word(2), 50),
    fence.refuse(word(1, "b"), 50),
    fence.refuse(word(9), 101),
    fence.refuse(word(3), 50),
  ].map((refused) => refused?.error.code);
  // What came too late was not obeyed, and fences nobody.
  assertEquals(codes, [undefined, undefined, "stale-epoch", undefined, "expired", undefined]);
});
