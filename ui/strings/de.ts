/** German, in the polite form. */
import type { en } from "./en.ts";
import { breakouts } from "./de/breakouts.ts";
import { call } from "./de/call.ts";
import { captions } from "./de/captions.ts";
import { chat } from "./de/chat.ts";
import { closed } from "./de/closed.ts";
import { encryption } from "./de/encryption.ts";
import { layout } from "./de/layout.ts";
import { lobby } from "./de/lobby.ts";
import { network } from "./de/network.ts";
import { pages } from "./de/pages.ts";
import { people } from "./de/people.ts";
import { planning } from "./de/planning.ts";
import { polls } from "./de/polls.ts";
import { processing } from "./de/processing.ts";
import { quality } from "./de/quality.ts";
import { reach } from "./de/reach.ts";
import { live } from "./de/live.ts";
import { recording } from "./de/recording.ts";
import { recordings } from "./de/recordings.ts";
import { settings } from "./de/settings.ts";
import { share } from "./de/share.ts";

export const de = {
  ...pages,
  ...call,
  breakouts,
  captions,
  chat,
  closed,
  encryption,
  layout,
  lobby,
  network,
  people,
  planning,
  polls,
  processing,
  quality,
  reach,
  live,
  recording,
  recordings,
  settings,
  share,
} satisfies typeof en;
