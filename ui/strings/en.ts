/** English, from which the shape of every catalogue is taken. */
import { breakouts } from "./en/breakouts.ts";
import { call } from "./en/call.ts";
import { captions } from "./en/captions.ts";
import { chat } from "./en/chat.ts";
import { closed } from "./en/closed.ts";
import { encryption } from "./en/encryption.ts";
import { layout } from "./en/layout.ts";
import { lobby } from "./en/lobby.ts";
import { network } from "./en/network.ts";
import { pages } from "./en/pages.ts";
import { people } from "./en/people.ts";
import { planning } from "./en/planning.ts";
import { polls } from "./en/polls.ts";
import { processing } from "./en/processing.ts";
import { quality } from "./en/quality.ts";
import { reach } from "./en/reach.ts";
import { live } from "./en/live.ts";
import { recording } from "./en/recording.ts";
import { recordings } from "./en/recordings.ts";
import { settings } from "./en/settings.ts";
import { share } from "./en/share.ts";

export const en = {
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
};
