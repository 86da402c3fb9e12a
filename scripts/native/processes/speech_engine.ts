/** What writes down speech on this machine. */
import { findCommand } from "../../lib/command.ts";
import { inherited } from "./inherited.ts";

export interface SpeechEngine {
  readonly env: Record<string, string>;
  readonly net: readonly string[];
  readonly run?: readonly string[];
}

/** The service that is named, or what this machine has; without either recordings are told so. */
export function speechEngine(): SpeechEngine {
  const service = inherited(
    "PARLEY_SPEECH_URL",
    "PARLEY_SPEECH_TOKEN",
    "PARLEY_SPEECH_MODEL",
    "PARLEY_SPEECH_LANGUAGE",
  );
  const { PARLEY_SPEECH_URL: url } = service;
  if (url !== undefined) {
    const env = { PARLEY_SPEECH_ENGINE: "http", ...service };
    return { env, net: [addressOf(url)] };
  }
  const pocketsphinx = findCommand("pocketsphinx_continuous");
  return pocketsphinx === undefined
    ? { env: { PARLEY_SPEECH_ENGINE: "none" }, net: [] }
    : { env: { PARLEY_POCKETSPHINX: pocketsphinx }, net: [], run: [pocketsphinx] };
}

/** `host:port` of a URL, whose port may be that of its scheme. */
function addressOf(url: string): string {
  const { hostname, port, protocol } = new URL(url);
  return `${hostname}:${port || (protocol === "https:" ? 443 : 80)}`;
}
