import { assertEquals } from "@std/assert";
import { watchSteps } from "./transport_steps.ts";

class Transport extends EventTarget {
  state = "new";

  become(state: string): void {
    this.state = state;
    this.dispatchEvent(new Event("statechange"));
  }
}

class Dtls extends Transport {
  readonly iceTransport = new Transport();
}

Deno.test("each step of a connection is told once, as it is done", () => {
  const dtls = new Dtls();
  const steps: string[] = [];
  watchSteps(dtls, (step) => steps.push(step));
  dtls.iceTransport.become("checking");
  assertEquals(steps, []);
  dtls.iceTransport.become("connected");
  dtls.iceTransport.become("completed");
  dtls.become("connected");
  dtls.become("connected");
  assertEquals(steps, ["ice", "dtls"]);
});

Deno.test("steps done before are told at once, and nothing of no connection", () => {
  const dtls = new Dtls();
  dtls.iceTransport.state = "completed";
  dtls.state = "connected";
  const steps: string[] = [];
  watchSteps(dtls, (step) => steps.push(step));
  watchSteps(null, (step) => steps.push(step));
  assertEquals(steps, ["ice", "dtls"]);
});
