/** The time zones that this browser knows. */

/** Where this device is. */
export const ownTimeZone = (): string => new Intl.DateTimeFormat().resolvedOptions().timeZone;

/** All of them by name, its own among them. */
export const timeZones = (): string[] =>
  [...new Set([...Intl.supportedValuesOf("timeZone"), ownTimeZone(), "UTC"])].sort();
