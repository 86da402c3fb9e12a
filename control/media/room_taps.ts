import type { Bus, Clock, Logger } from "../../kit/mod.ts";
import type { TapInfo } from "../../protocol/mod.ts";
import type { EffectContext } from "../actor/mod.ts";
import { RoomCaptions, type TranscriberDirectory } from "../captions/mod.ts";
import { RoomLive, type StreamerDirectory } from "../live/mod.ts";
import { type RecorderDirectory, RoomRecorder } from "../recordings/mod.ts";
import type { Command, OwnerCommand, Room, Tappers } from "../room/mod.ts";
import type { WorkMeasures } from "../workers/mod.ts";
import type { TellSelf } from "./tell_self.ts";

export interface RoomTapsOptions {
  readonly bus: Bus;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly newId: () => string;
  readonly transcribers: TranscriberDirectory;
  readonly recorders: RecorderDirectory;
  readonly recordingMeasures: WorkMeasures;
  readonly streamers: StreamerDirectory;
  readonly liveMeasures: WorkMeasures;
}

/** What they need of the room's media. */
export interface TappedMedia {
  /** What the node in use holds; `undefined`: not known now. */
  readonly held: () => { readonly taps: ReadonlyMap<string, TapInfo> } | undefined;
  /** Who taps the room has changed. */
  readonly decided: () => void;
  readonly tellSelf: TellSelf;
}

/** Who receives a room beside its clients, by taps: who writes captions, who records, who streams. */
export class RoomTaps {
  readonly captions: RoomCaptions;
  readonly recorder: RoomRecorder;
  readonly live: RoomLive;

  constructor(
    options: RoomTapsOptions,
    context: EffectContext<Room, Command>,
    { held, decided, tellSelf }: TappedMedia,
  ) {
    const tell = (body: OwnerCommand) => tellSelf({ from: { kind: "owner" }, body });
    this.captions = new RoomCaptions(options, context, { held, decided });
    this.recorder = new RoomRecorder(options, context, { held, decided, tell });
    this.live = new RoomLive(options, context, { held, decided, tell });
  }

  get tappers(): Tappers {
    return {
      captions: this.captions.tapper,
      recording: this.recorder.tapper,
      live: this.live.tapper,
    };
  }

  /** The room has changed, or what its node holds. */
  look(): void {
    this.captions.look();
    this.recorder.look();
    this.live.look();
  }

  close(): void {
    this.captions.close();
    this.recorder.close();
    this.live.close();
  }
}
