/** All that a recorded meeting needs from its first word to the video, twice where one may die. */
import { ManifestLog, readManifest, type RecordingModel } from "../../kit/mod.ts";
import type { RecordingId } from "../../protocol/mod.ts";
import { RecordedClips } from "./recorded_clips.ts";
import { RecordedStore } from "./recorded_store.ts";
import { Stack } from "./stack.ts";

/** What a speech service answers that understands nothing but tones. */
const HEARD = JSON.stringify({ text: "a tone" });

export class RecordedGround implements AsyncDisposable {
  private constructor(
    readonly stack: Stack,
    readonly store: RecordedStore,
    readonly clips: RecordedClips,
    private readonly manifests: ManifestLog,
    private readonly disposables: AsyncDisposableStack,
  ) {}

  static async start(): Promise<RecordedGround> {
    await using disposables = new AsyncDisposableStack();
    const speech = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen: () => {} },
      async (request) => {
        await request.body?.cancel();
        return new Response(HEARD, { headers: { "content-type": "application/json" } });
      },
    );
    disposables.defer(() => speech.shutdown());
    const [store, clips] = await Promise.all([
      RecordedStore.start().then((store) => disposables.use(store)),
      RecordedClips.make(),
    ]);
    const stack = disposables.use(
      await Stack.start({
        controlHosts: 2,
        gateways: 1,
        mediaNodes: 2,
        recorders: 2,
        workers: 2,
        transcribers: 1,
        variables: {
          ...store.variables,
          PARLEY_SPEECH_ENGINE: "http",
          PARLEY_SPEECH_URL: `http://127.0.0.1:${speech.addr.port}/v1/audio/transcriptions`,
        },
      }),
    );
    const manifests = await ManifestLog.open(stack.bus, { reader: "matrix", replicas: 1 });
    return new RecordedGround(stack, store, clips, manifests, disposables.move());
  }

  async manifest(id: RecordingId): Promise<RecordingModel> {
    return readManifest(await this.manifests.read(id));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.disposables.disposeAsync();
  }
}
