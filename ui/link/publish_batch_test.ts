import { assertEquals } from "@std/assert";
import { PublishBatch } from "./publish_batch.ts";

const dtls = { fingerprints: [{ algorithm: "sha-256" as const, value: "AA" }] };

Deno.test("a batch goes out once, when everything expected came in", () => {
  const sent: string[][] = [];
  const batch = new PublishBatch((transports) => sent.push(transports.map((t) => t.direction)));
  const sendDone = batch.expect();
  const recvDone = batch.expect();
  batch.addTransport({ direction: "send", dtls });
  sendDone();
  sendDone(); // Twice says nothing new.
  assertEquals(sent, []);
  batch.addTransport({ direction: "recv", dtls });
  recvDone();
  assertEquals(sent, [["send", "recv"]]);
});

Deno.test("a part that never comes does not hold the others back, and nothing is not sent", () => {
  let sent = 0;
  const batch = new PublishBatch(() => sent++);
  batch.expect()();
  assertEquals(sent, 0);
  const failed = batch.expect();
  const done = batch.expect();
  batch.addTransport({ direction: "recv", dtls });
  done();
  failed();
  assertEquals(sent, 1);
});
