/** What a recording is made of, read from its manifest; used by all who work on recordings. */
export { findGaps, GAPS_MAX } from "./gaps.ts";
export { findHighlights, type HighlightSigns, type Moment } from "./highlights.ts";
export { ManifestLog, ManifestUnavailableError } from "./manifest_log.ts";
export {
  awaited,
  endOf,
  type PartModel,
  readManifest,
  type RecordingModel,
  type TrackModel,
  tracksOf,
} from "./model.ts";
export {
  bridgeSpans,
  intersectSpans,
  joinSpans,
  type Span,
  spansCover,
  spansLengthMs,
  subtractSpans,
} from "./spans.ts";
export { sealedObjects, type SealedObjectsOptions } from "./sealed_objects.ts";
export { makeRecordingStreams, RECORDING_JOBS_STREAM, RECORDINGS_STREAM } from "./streams.ts";
export { VideoClock, videoClock } from "./video_clock.ts";
