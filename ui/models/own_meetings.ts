/** The meetings made on this device, kept in its storage and alike in all its tabs. */
import { signal } from "@preact/signals";
import { type OwnMeeting, OwnMeetings, withMeeting, withoutMeeting } from "./planned.ts";
import { readStored, writeStored } from "./storage.ts";

const KEY = "parley.meetings";

const stored = () => readStored("local", KEY, OwnMeetings);

export const ownMeetings = signal<readonly OwnMeeting[]>(stored() ?? []);

export const ownMeeting = (code: string): OwnMeeting | undefined =>
  ownMeetings.value.find((meeting) => meeting.code === code);

/** What makes this device a host's; `undefined`: it is not. */
export const hostKeyOf = (code: string): string | undefined =>
  ownMeetings.peek().find((meeting) => meeting.code === code)?.hostKey;

export const keepMeeting = (meeting: OwnMeeting): void =>
  store((list) => withMeeting(list, meeting));

export const forgetMeeting = (code: string): void => store((list) => withoutMeeting(list, code));

/** Another tab may have stored something since: its word counts. Without storage the page's own does. */
function store(change: (list: readonly OwnMeeting[]) => OwnMeeting[]): void {
  const list = change(stored() ?? ownMeetings.peek());
  ownMeetings.value = list;
  writeStored("local", KEY, list);
}

globalThis.addEventListener?.("storage", (event) => {
  const key = event instanceof StorageEvent ? event.key : null;
  if (key === KEY || key === null) ownMeetings.value = stored() ?? [];
});
