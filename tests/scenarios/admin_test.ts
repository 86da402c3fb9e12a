/** What operators do over HTTP, with real nodes. */
import { assert, assertEquals } from "@std/assert";
import { NodeDrain, NodeList } from "../../protocol/mod.ts";
import { ADMIN_TOKEN } from "../harness/processes.ts";
import { Stack } from "../harness/stack.ts";
import { until } from "../harness/until.ts";
import { withTails } from "./table.ts";

Deno.test("an operator lists media nodes, drains one and sees it end", async () => {
  await using stack = await Stack.start({ controlHosts: 1, mediaNodes: 2 });
  const ask = async (method: string, path: string, token = ADMIN_TOKEN) => {
    const headers = { authorization: `Bearer ${token}` };
    const response = await fetch(`${stack.gateway().httpUrl}/admin${path}`, { method, headers });
    return { status: response.status, body: await response.json() };
  };
  const nodes = async () => NodeList.parse((await ask("GET", "/nodes")).body).nodes;
  await withTails(stack, async () => {
    // A node that could not beat in time is not listed at the next look.
    const both = await until("both nodes are listed", nodes, (list) => list.length === 2);
    assertEquals(both.map(({ nodeId }) => nodeId), ["media-1", "media-2"]);
    assertEquals((await ask("GET", "/nodes", "x".repeat(40))).status, 401);
    assertEquals((await ask("POST", "/nodes/media-3/drain")).status, 404);

    stack.expectEnd("media-2");
    const { status, body } = await ask("POST", "/nodes/media-2/drain");
    assertEquals([status, NodeDrain.parse(body)], [200, {
      nodeId: "media-2",
      draining: true,
      rooms: 0,
    }]);
    await until("the node ends", () => stack.process("media-2").ending, (it) => it === "code 0");
    const [left] = await until("one node is left", nodes, (list) => list.length === 1);
    assert(left?.nodeId === "media-1" && !left.draining);
  });
});
