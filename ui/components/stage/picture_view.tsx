/** What a picture in picture shows: who is followed, oneself in a corner, and the buttons. */
import { signal, useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import type { Call } from "../../models/call.ts";
import type { Size } from "../../models/layout/mod.ts";
import { WHOLE } from "../../models/layout/mod.ts";
import { askForTiles } from "../../models/stage_tiles.ts";
import { t } from "../../strings/mod.ts";
import { DeviceToggle } from "../device_toggle.tsx";
import { FullScreenIcon, LeaveIcon } from "../icons.tsx";
import { Tiles } from "./tiles.tsx";

/** Height of the buttons below the picture. */
const BAR_PX = 60;

export function PictureView(
  { call, leave, back, window }: {
    call: Call;
    leave: () => void;
    back: () => void;
    window: Window;
  },
) {
  const size = useSignal(roomIn(window));
  const place = useMemo(() => call.stage.place(size, { mode: "speaker", page: 0 }), [call]);
  useEffect(() => {
    const measure = () => size.value = roomIn(window);
    window.addEventListener("resize", measure);
    const stopAsking = askForTiles({
      selfId: call.selfId,
      nearby: call.nearby,
      surface: call.tiles.surface(),
      stage: {
        layout: place.layout,
        pinned: call.stage.pinned,
        zoomOf: () => WHOLE,
        isTurning: signal(false),
      },
    });
    return () => {
      window.removeEventListener("resize", measure);
      stopAsking();
      place.dispose();
    };
  }, []);
  const lacking = (right: "speak" | "video") =>
    call.lacks(right) ? { reason: t.lacking[right], tell: () => {} } : undefined;
  return (
    <main class="picture-view" aria-label={call.title.value}>
      <div class="tiles" style={{ height: `${size.value.height}px` }}>
        <Tiles call={call} layout={place.layout.value} />
      </div>
      <nav class="picture-bar" aria-label={t.call.controls}>
        <DeviceToggle kind="microphone" devices={call.devices} lacking={lacking("speak")} />
        <DeviceToggle kind="camera" devices={call.devices} lacking={lacking("video")} />
        <button
          type="button"
          class="control"
          aria-label={t.layout.back}
          title={t.layout.back}
          onClick={back}
        >
          <FullScreenIcon />
        </button>
        <button
          type="button"
          class="control leave"
          aria-label={t.call.leave}
          title={t.call.leave}
          onClick={leave}
        >
          <LeaveIcon />
        </button>
      </nav>
    </main>
  );
}

const roomIn = ({ innerWidth, innerHeight }: Window): Size => ({
  width: innerWidth,
  height: Math.max(0, innerHeight - BAR_PX),
});
