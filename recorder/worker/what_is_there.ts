/** A recording as far as a video can be made of it. Pure. */
import type { RecordingModel } from "../../kit/mod.ts";
import type { Segment } from "../../protocol/mod.ts";

/** What has not come in time is gone, as far as this video is concerned. */
export function withoutAwaited(model: RecordingModel): RecordingModel {
  const parts = model.parts.map((part) => ({
    ...part,
    tracks: part.tracks.map((track) => ({
      ...track,
      waiting: [],
      lost: [...track.lost, ...track.waiting],
    })),
  }));
  return { ...model, parts };
}

/** With segments that turned out to be damaged among the lost ones. */
export function withLost(model: RecordingModel, damaged: readonly Segment[]): RecordingModel {
  const isDamaged = (segment: Segment) => damaged.includes(segment);
  const parts = model.parts.map((part) => ({
    ...part,
    tracks: part.tracks.map((track) => ({
      ...track,
      segments: track.segments.filter((segment) => !isDamaged(segment)),
      lost: [...track.lost, ...track.segments.filter(isDamaged)],
    })),
  }));
  return { ...model, parts };
}
