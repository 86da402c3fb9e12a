/** The side panels there are; a further one is a line here. */
import type { ComponentType } from "preact";
import type { Call } from "../models/call.ts";
import { breakoutsPanel } from "./breakouts/breakouts_panel.tsx";
import { chatPanel } from "./chat/chat_panel.tsx";
import { peoplePanel } from "./people/people_panel.tsx";
import { pollsPanel } from "./polls/polls_panel.tsx";
import type { PanelName } from "../models/panels.ts";

export interface PanelDefinition {
  readonly name: PanelName;
  /** Above the panel; reads the language. */
  readonly title: () => string;
  /** On its button; reads the language. */
  readonly label: () => string;
  readonly Icon: ComponentType;
  /** Things in it that wait for this person; reads signals. */
  readonly badge: (call: Call) => number;
  /** Whether this person is offered it; reads signals. */
  readonly isOffered: (call: Call) => boolean;
  readonly Body: ComponentType<{ call: Call }>;
}

export const PANELS: readonly PanelDefinition[] = [
  peoplePanel,
  chatPanel,
  pollsPanel,
  breakoutsPanel,
];
