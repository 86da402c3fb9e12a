/** Coming too early or too late. */
export const closed = {
  early: (title: string) => title ? `${title} has not opened yet` : "Not open yet",
  opensAt: (when: string) => `You can join from ${when}`,
  startsAt: (when: string) => `It starts ${when}`,
  yourTime: "your local time",
  remaining: "Opens in",
  stay: "Stay on this page: it lets you in when the time comes.",
  opened: "The meeting is open. You can join now.",
  over: (title: string) => title ? `${title} is over` : "The meeting is over",
  overHint: (when: string) => `It was planned for ${when}. Ask whoever invited you for another.`,
  again: "Look again",
};
