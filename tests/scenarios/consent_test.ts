/** Notices, and who agreed to them. */
import { assertEquals, assertRejects } from "@std/assert";
import type { MeetingCommand, NoticeKind } from "../../protocol/mod.ts";
import { RefusedError } from "../harness/client_socket.ts";
import { commandRoom } from "../harness/meetings.ts";
import { People } from "../harness/people.ts";
import { type Scenario, scenarios } from "./table.ts";

const notice = (kind: NoticeKind, on: boolean): MeetingCommand => ({ type: "setNotice", kind, on });
const agree = (agreed: boolean): MeetingCommand => ({ type: "consent", kind: "recording", agreed });

const list: Scenario[] = [
  {
    name: "a recorder's notice reaches all, late ones too, and everybody sees who agreed",
    async run(stack) {
      await using people = await People.meet(stack);
      const ann = await people.enter("Ann");
      await commandRoom(stack, people.roomId, notice("recording", true));
      await ann.say(agree(true));
      await people.host.say(agree(false));
      await people.untilAllKnow();
      const late = await people.enter("Late");
      await people.untilAllKnow();
      for (const { roster } of [...people.all, late]) {
        const [shown] = roster.meeting.notices;
        assertEquals([shown?.kind, shown?.by], ["recording", null]);
        assertEquals(roster.peer(ann.peerId)?.consents, { recording: true });
        assertEquals(roster.peer(people.host.peerId)?.consents, { recording: false });
        assertEquals(roster.peer(late.peerId)?.consents, undefined);
      }
      await commandRoom(stack, people.roomId, notice("recording", false));
      await people.untilAllKnow();
      assertEquals(late.roster.meeting.notices, []);
      assertEquals(late.roster.peer(ann.peerId)?.consents, undefined);
    },
  },
  {
    name: "a recording is announced by who may, an encryption only where there is one",
    async run(stack) {
      await using people = await People.meet(stack);
      const ann = await people.enter("Ann");
      const codeOf = async (said: Promise<unknown>) =>
        (await assertRejects(() => said, RefusedError)).code;
      assertEquals(await codeOf(ann.say(notice("recording", true))), "forbidden");
      assertEquals(await codeOf(ann.say(agree(true))), "wrong-state");
      assertEquals(await codeOf(people.host.say(notice("e2ee", true))), "wrong-state");
      await people.host.say(notice("recording", true));
    },
  },
];

scenarios("consent", list);
