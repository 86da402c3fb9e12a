/** Gives bars to all tiles within, and shows the details that they open. */
import type { ComponentChildren } from "preact";
import type { Call } from "../../models/call.ts";
import { QualityContext } from "./bars.tsx";
import { QualityDetails } from "./details.tsx";

export function QualityScope({ call, children }: { call: Call; children: ComponentChildren }) {
  return (
    <QualityContext.Provider value={call.quality}>
      {children}
      <QualityDetails call={call} />
    </QualityContext.Provider>
  );
}
