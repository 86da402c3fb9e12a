/**
 * What a shared screen gives up when there is too little of everything: text keeps its pixels and
 * drops frames, films keep their frames and drop pixels. Taken by a sender without a round of SDP.
 */

export type ShareStyle = "text" | "motion";

/** Frames a second. Text moves seldom. */
export const SHARE_FRAMERATE: Readonly<Record<ShareStyle, number>> = { text: 15, motion: 30 };

const PREFERENCE: Readonly<Record<ShareStyle, RTCDegradationPreference>> = {
  text: "maintain-resolution",
  motion: "maintain-framerate",
};

/** What an encoder may think of the picture; see the MediaStreamTrack Content Hints of the W3C. */
export const SHARE_HINT: Readonly<Record<ShareStyle, string>> = {
  text: "detail",
  motion: "motion",
};

/** What is used of an `RTCRtpSender`. */
export type StyledSender = Pick<RTCRtpSender, "getParameters" | "setParameters">;

/** Resolves also where the browser doesn't take it: the hint on the track is heeded then. */
export async function applyShareStyle(sender: StyledSender, style: ShareStyle): Promise<void> {
  const parameters = sender.getParameters();
  parameters.degradationPreference = PREFERENCE[style];
  for (const encoding of parameters.encodings) encoding.maxFramerate = SHARE_FRAMERATE[style];
  await sender.setParameters(parameters).catch(() => {}); // Stopped meanwhile, or not known there.
}
