import { assertEquals } from "@std/assert";
import { Hono } from "hono";
import { systemClock } from "../../../kit/mod.ts";
import { refusal, type Reply } from "../../actor/mod.ts";
import type { Standing } from "../../store/mod.ts";
import { Refusal } from "../refusals.ts";
import { createTokens } from "../tokens.ts";
import { csv } from "./csv.ts";
import { Doorman, ENDED_ACCESS_MS } from "./doorman.ts";

const SEAT = { peerId: "ann", roomId: "room-1", role: "host", sessionId: "s-1" } as const;
const tokens = await createTokens({ secret: "s".repeat(32), clock: systemClock });

/** What the doorman says to somebody at `room-1`: "in", or the code of the refusal. */
async function ask(
  { reply, standing, roomId = "room-1", token }: {
    reply: Reply;
    standing?: Standing;
    roomId?: string;
    token?: string;
  },
): Promise<string> {
  const doorman = new Doorman({
    tokens,
    requestRoom: () => Promise.resolve(reply),
    history: { standing: () => Promise.resolve(standing ?? { joined: false, removed: false }) },
    clock: systemClock,
  });
  const app = new Hono();
  app.get("/:roomId", async (context) => {
    await doorman.member(context, standing ? undefined : "chat");
    return context.text("in");
  });
  app.onError((error, context) =>
    context.text(error instanceof Refusal ? error.error.code : String(error))
  );
  const bearer = token ?? await tokens.issueAccess(SEAT);
  const headers = { authorization: `Bearer ${bearer}` };
  return await (await app.request(`/${roomId}`, { headers })).text();
}

const yes: Reply = {
  v: 1,
  ok: true,
  durable: true,
  epoch: 1,
  rev: 1,
  result: { rights: ["chat"], admittedAt: 1 },
};

Deno.test("the room decides about every request", async () => {
  assertEquals(await ask({ reply: yes }), "in");
  assertEquals(
    await ask({ reply: { ...yes, result: { rights: [], admittedAt: 1 } } }),
    "forbidden",
  );
  for (const code of ["not-joined", "session-replaced"]) {
    assertEquals(await ask({ reply: refusal(code, "no") }), "forbidden");
  }
  assertEquals(await ask({ reply: refusal("unreachable", "away") }), "unavailable");
});

Deno.test("a token is for its own room and purpose", async () => {
  assertEquals(await ask({ reply: yes, roomId: "room-2" }), "forbidden");
  assertEquals(await ask({ reply: yes, token: "none" }), "unauthorized");
  const token = await tokens.issueResume(SEAT);
  assertEquals(await ask({ reply: yes, token }), "unauthorized");
});

Deno.test("after the end those who were there may read, for a while", async () => {
  const reply = refusal("room-ended", "over");
  const endedAt = Date.now() - 1_000;
  const was = { joined: true, removed: false, endedAt };
  assertEquals(await ask({ reply, standing: was }), "in");
  assertEquals(await ask({ reply, standing: { ...was, removed: true } }), "forbidden");
  assertEquals(await ask({ reply, standing: { ...was, joined: false } }), "forbidden");
  const long = { ...was, endedAt: endedAt - ENDED_ACCESS_MS };
  assertEquals(await ask({ reply, standing: long }), "room-ended");
});

Deno.test("a cell of a table is text, whatever it looks like", () => {
  assertEquals(csv([["a,b", 'say "x"', "=1+1", 2]]), `"a,b","say ""x""",'=1+1,2\r\n`);
});
