/** German, in the polite form. */
import type { en } from "./en.ts";
import { call } from "./de/call.ts";
import { closed } from "./de/closed.ts";
import { lobby } from "./de/lobby.ts";
import { pages } from "./de/pages.ts";
import { people } from "./de/people.ts";
import { planning } from "./de/planning.ts";

export const de = { ...pages, ...call, closed, lobby, people, planning } satisfies typeof en;
