/** English, from which the shape of every catalogue is taken. */
import { breakouts } from "./en/breakouts.ts";
import { call } from "./en/call.ts";
import { chat } from "./en/chat.ts";
import { closed } from "./en/closed.ts";
import { lobby } from "./en/lobby.ts";
import { network } from "./en/network.ts";
import { pages } from "./en/pages.ts";
import { people } from "./en/people.ts";
import { planning } from "./en/planning.ts";
import { polls } from "./en/polls.ts";

export const en = { ...pages, ...call, breakouts, chat, closed, lobby, network, people, planning, polls };
