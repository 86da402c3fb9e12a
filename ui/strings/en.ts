/** English, from which the shape of every catalogue is taken. */
import { call } from "./en/call.ts";
import { closed } from "./en/closed.ts";
import { lobby } from "./en/lobby.ts";
import { pages } from "./en/pages.ts";
import { people } from "./en/people.ts";
import { planning } from "./en/planning.ts";

export const en = { ...pages, ...call, closed, lobby, people, planning };
