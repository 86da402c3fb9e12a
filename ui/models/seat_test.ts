import { assertEquals } from "@std/assert";
import { forgetMeeting, hostKeyOf, keepMeeting } from "./own_meetings.ts";
import { forgetSeat, heldSeats, isHostOf, keepForRecording, seatOf, takeSeat } from "./seat.ts";

const CODE = "123456789";

/** Answers requests for tickets; what each asked for is kept. */
function fakeDesk(answer: (asked: { hostKey?: string }) => Response) {
  const real = globalThis.fetch;
  const asked: unknown[] = [];
  globalThis.fetch = (_, init) => {
    const body = JSON.parse(String(init?.body));
    asked.push(body);
    return Promise.resolve(answer(body));
  };
  return {
    asked,
    [Symbol.dispose]() {
      globalThis.fetch = real;
      forgetMeeting(CODE);
      forgetSeat(CODE);
    },
  };
}

const ticket = (role: string) =>
  Response.json({
    roomId: "room-1",
    code: CODE,
    title: "",
    link: `https://meet.example/m/${CODE}`,
    peerId: "peer-1",
    role,
    token: "token",
    expiresAt: Date.now() + 3_600_000,
  });
const refusal = (code: string) =>
  Response.json({ error: { code, message: code } }, { status: 403 });

const keepOwn = () =>
  keepMeeting({
    code: CODE,
    title: "",
    link: `https://meet.example/m/${CODE}`,
    hostKey: "the-host-key",
    kind: "instant",
    settings: {},
    madeAt: 1,
    revision: 0,
  });

Deno.test("a guest comes with the passcode typed, and the seat is the tab's from then on", async () => {
  using desk = fakeDesk(() => ticket("participant"));
  await takeSeat(CODE, { name: "Ben", passcode: "482913" });
  await takeSeat(CODE, { name: "Ben", passcode: undefined });
  assertEquals(desk.asked, [{ name: "Ben", passcode: "482913" }]);
  assertEquals(isHostOf(CODE), false);
});

Deno.test("who made the meeting on this device comes in by its key, without a passcode", async () => {
  using desk = fakeDesk(() => ticket("host"));
  keepOwn();
  assertEquals((await takeSeat(CODE, { name: "Ada", passcode: undefined })).role, "host");
  assertEquals(desk.asked, [{ name: "Ada", hostKey: "the-host-key" }]);
});

Deno.test("a key that counts no more is forgotten, and its owner is a guest", async () => {
  using desk = fakeDesk(({ hostKey }) => hostKey ? refusal("forbidden") : ticket("participant"));
  keepOwn();
  assertEquals((await takeSeat(CODE, { name: "Ada", passcode: undefined })).role, "participant");
  assertEquals(desk.asked.length, 2);
  assertEquals(hostKeyOf(CODE), undefined);
});

Deno.test("the seat of a room that has ended opens its recordings and lets nobody in", async () => {
  using desk = fakeDesk(() => ticket("participant"));
  const seat = await takeSeat(CODE, { name: "Ben", passcode: undefined });
  keepForRecording(seat);
  assertEquals(seatOf(CODE), undefined);
  assertEquals(heldSeats().map((held) => held.ticket.token), [seat.token]);
  await takeSeat(CODE, { name: "Ben", passcode: undefined });
  assertEquals(desk.asked.length, 2, "another seat is asked for, since the meeting may begin anew");
  assertEquals(seatOf(CODE)?.ticket.token, seat.token);
});
