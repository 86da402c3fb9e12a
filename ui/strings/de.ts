/** German, in the polite form. */
import type { en } from "./en.ts";
import { call } from "./de/call.ts";
import { lobby } from "./de/lobby.ts";
import { pages } from "./de/pages.ts";
import { people } from "./de/people.ts";

export const de = { ...pages, ...call, lobby, people } satisfies typeof en;
