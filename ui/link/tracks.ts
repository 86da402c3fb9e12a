/** Tracks as the rest of the client sees them. */
import type { types } from "mediasoup-client";
import {
  codecOf,
  type ConsumerId,
  type MediaKind,
  type ProducerId,
  type Publish,
  type Source,
  type TrackKey,
  type VideoCodecName,
} from "../../protocol/mod.ts";
import { cameraEncodings, screenEncodings } from "./encodings.ts";
import type { ShareStyle } from "./share_style.ts";

/**
 * What a sender takes its way to carry before it knows, in kbit/s. From Chromium's own 300 the
 * packets that probe for more use up its pace, and the frames behind the first wait for 120 ms; from
 * 2,500 its probes lose more than they find.
 */
const START_KBITS = 1_000;

/** What there is of bandwidth goes to the voice before any picture (RFC 8835, 4; W3C webrtc-priority). */
const VOICE_FIRST = { priority: "high", networkPriority: "high" } as const;

/** A track this client sends, or means to. `track` is null while a camera is off. */
export interface LocalTrack {
  readonly key: TrackKey;
  readonly source: Source;
  readonly track: MediaStreamTrack | null;
  readonly paused: boolean;
  /** What a shared screen is sent for. */
  readonly style?: ShareStyle;
}

/** A track this client receives, on one plane. */
export interface RemoteTrack {
  /** Which of this client's planes it comes through. */
  readonly plane: number;
  /** Tells it from every other track here, also from the same producer's on another plane. */
  readonly key: string;
  readonly consumerId: ConsumerId;
  readonly producerId: ProducerId;
  readonly kind: MediaKind;
  readonly track: MediaStreamTrack;
  readonly receiver: RTCRtpReceiver | undefined;
}

/** What a producer is called in messages. */
export type Published = Publish["producers"][number];

/**
 * How mediasoup-client is to send a track. The capture stays ours: closing never stops it, and
 * pausing is the microphone's own `enabled`, since two planes share a track.
 */
export function producerOptions(
  local: LocalTrack,
  track: MediaStreamTrack,
  codecs: readonly types.RtpCodecCapability[],
  codec: VideoCodecName = "vp8",
): types.ProducerOptions {
  const common = { track, stopTracks: false, disableTrackOnPause: false };
  switch (local.source) {
    case "mic":
      return {
        ...common,
        codecOptions: { opusDtx: true, opusFec: true, opusNack: true },
        encodings: [VOICE_FIRST],
      };
    case "screen-audio":
      return { ...common, codecOptions: { opusStereo: true, opusFec: true, opusNack: true } };
    case "cam": {
      const { width = 640, height = 360 } = track.getSettings();
      return {
        ...common,
        ...videoCodec(codecs, codec),
        encodings: cameraEncodings(width, height, codec),
      };
    }
    case "screen":
      return { ...common, ...videoCodec(codecs, codec), encodings: screenEncodings() };
    default:
      return local.source satisfies never;
  }
}

/** The browser's own choice where it lacks it. */
function videoCodec(
  codecs: readonly types.RtpCodecCapability[],
  name: VideoCodecName,
): Pick<types.ProducerOptions, "codec" | "codecOptions"> {
  const codec = codecs.find(({ mimeType }) => codecOf(mimeType) === name);
  const codecOptions = { videoGoogleStartBitrate: START_KBITS };
  return codec ? { codec, codecOptions } : { codecOptions };
}
