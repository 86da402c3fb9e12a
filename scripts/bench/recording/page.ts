/**
 * Run inside a page that records a call as recorders made of browsers do it: it shows everybody, and
 * captures its own tab. Given to it as text, so each function uses nothing from outside its own braces.
 */

declare global {
  var __room: { peer: RTCPeerConnection; finish: () => Promise<Blob> } | undefined;
}

/** What the media node has to know of the page: its fingerprint by SHA-256. */
export async function openPeer(): Promise<string> {
  const algorithm = { name: "ECDSA", namedCurve: "P-256" };
  const certificate = await RTCPeerConnection.generateCertificate(algorithm);
  const peer = new RTCPeerConnection({ certificates: [certificate] });
  globalThis.__room = { peer, finish: () => Promise.reject(new Error("Nothing is recorded")) };
  const [fingerprint] = certificate.getFingerprints();
  return (fingerprint?.value ?? "").toUpperCase(); // As the media node compares them.
}

/** Shows everybody whom the offer brings, in a grid. */
export async function showAll({ sdp, count }: { sdp: string; count: number }): Promise<void> {
  const peer = globalThis.__room?.peer;
  if (!peer) throw new Error("Cannot show anybody: there is no peer");
  const columns = Math.ceil(Math.sqrt(count));
  const rows = Math.ceil(count / columns);
  Object.assign(document.body.style, {
    margin: "0",
    height: "100vh",
    display: "grid",
    background: "#111",
    gridTemplate: `repeat(${rows}, 1fr) / repeat(${columns}, 1fr)`,
  });
  peer.ontrack = ({ track }) => {
    const player = document.createElement(track.kind === "video" ? "video" : "audio");
    player.autoplay = true;
    player.srcObject = new MediaStream([track]);
    player.style.cssText = "width:100%;height:100%;min-width:0;min-height:0;object-fit:cover";
    document.body.append(player);
  };
  await peer.setRemoteDescription({ type: "offer", sdp });
  await peer.setLocalDescription(await peer.createAnswer());
}

/** Pictures that each player has shown so far. */
export function shownPictures(): number[] {
  return [...document.querySelectorAll("video")].map((player) => {
    const { totalVideoFrames, droppedVideoFrames } = player.getVideoPlaybackQuality();
    return totalVideoFrames - droppedVideoFrames;
  });
}

/** Captures the tab, sound and all, at the size and rate that a recording has. */
export async function startRecording(
  { width, height, frameRate, bitsPerSecond }: {
    width: number;
    height: number;
    frameRate: number;
    bitsPerSecond: number;
  },
): Promise<void> {
  const room = globalThis.__room;
  if (!room) throw new Error("Cannot record: there is no room");
  const wanted = {
    video: { width, height, frameRate },
    audio: true,
    preferCurrentTab: true,
    selfBrowserSurface: "include",
  };
  const stream = await navigator.mediaDevices.getDisplayMedia(wanted);
  const recorder = new MediaRecorder(stream, {
    mimeType: "video/webm;codecs=vp8,opus",
    videoBitsPerSecond: bitsPerSecond,
  });
  const chunks: Blob[] = [];
  recorder.ondataavailable = ({ data }) => chunks.push(data);
  recorder.start(1_000);
  room.finish = async () => {
    const stopped = new Promise((resolve) => recorder.onstop = resolve);
    recorder.stop();
    await stopped;
    return new Blob(chunks);
  };
}

/** Hands over what was recorded. */
export async function handOver(url: string): Promise<void> {
  const recorded = await globalThis.__room?.finish();
  if (recorded) await fetch(url, { method: "POST", body: recorded });
}
