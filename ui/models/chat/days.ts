/** Days as people see them where they are. */
import { language } from "../language.ts";
import { t } from "../../strings/mod.ts";

/** The same for all times of one day of this device's time zone. */
export function dayKey(at: number): string {
  const date = new Date(at);
  return `${date.getFullYear()}-${date.getMonth() + 1}-${date.getDate()}`;
}

export function dayText(at: number, now: number): string {
  if (dayKey(at) === dayKey(now)) return t.chat.today;
  return new Intl.DateTimeFormat(language.value, { dateStyle: "full" }).format(at);
}
