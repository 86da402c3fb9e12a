import { useEffect, useMemo } from "preact/hooks";
import type { Check } from "../../models/network_check/check.ts";
import { networkCheckFor } from "../../models/network_check/of_meeting.ts";

/** The camera's start comes first, and who joins at once needs no check. */
const LOOK_AFTER_MS = 1_000;

/** A check of this meeting's nodes that has its first look by itself, and ends with the page. */
export function useNetworkCheck(code: string): Check {
  const check = useMemo(() => networkCheckFor(code), [code]);
  useEffect(() => {
    const timer = setTimeout(() => {
      if (check.state.peek().kind === "idle") check.look(); // Never rejects: it says what was wrong.
    }, LOOK_AFTER_MS);
    return () => {
      clearTimeout(timer);
      check.stop();
    };
  }, [check]);
  return check;
}
