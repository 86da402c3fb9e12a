/** The picture in picture of browsers that show one video and nothing else. */
import { effect, signal } from "@preact/signals";
import type { Call } from "../../models/call.ts";
import { subjectOf } from "../../models/stage.ts";

const SIZE = { width: 320, height: 180 } as const;

/** Follows who speaks; resolves to what closes it. */
export async function openVideoPicture(call: Call, closed: () => void): Promise<() => void> {
  const place = call.stage.place(signal(SIZE), { mode: "speaker", hidesSelf: false });
  const video = document.createElement("video");
  video.muted = true;
  video.playsInline = true;
  const stop = effect(() => {
    const track = trackOf(call, place.layout.value.tiles[0]?.id);
    const [shown] = video.srcObject instanceof MediaStream ? video.srcObject.getTracks() : [];
    if (track === shown) return;
    video.srcObject = track ? new MediaStream([track]) : null;
    if (track) video.play().catch(() => {}); // A newer track has taken its place.
  });
  const dispose = () => {
    stop();
    place.dispose();
    video.srcObject = null;
  };
  try {
    if (video.readyState < HTMLMediaElement.HAVE_METADATA) {
      await new Promise<void>((resolve, reject) => {
        video.onloadedmetadata = () => resolve();
        video.onerror = () => reject(new Error("Cannot play: the video failed"));
        if (!video.srcObject) reject(new Error("Cannot show a video: nobody sends one"));
      });
    }
    await video.requestPictureInPicture();
  } catch (error) {
    dispose();
    throw error;
  }
  video.addEventListener("leavepictureinpicture", () => {
    dispose();
    closed();
  }, { once: true });
  return () => void document.exitPictureInPicture().catch(() => {});
}

/** What a tile shows: the camera of oneself, or what comes from the other. */
function trackOf(call: Call, id: Parameters<typeof subjectOf>[0] | undefined) {
  const subject = id && subjectOf(id, call.nearby.value);
  if (!subject) return null;
  if (subject.peer.id === call.selfId) return call.devices.camera.value.track;
  return call.remote.value.get(subject.producer?.id ?? "")?.track ?? null;
}
