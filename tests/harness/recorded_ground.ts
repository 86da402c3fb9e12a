/** All that a recorded meeting needs from its first word to the video, twice where one may die. */
import {
  ManifestLog,
  type ObjectStore,
  OperatorKeys,
  readManifest,
  type RecordingModel,
  sealedObjects,
  systemClock,
} from "../../kit/mod.ts";
import { type RecordingId, recordingKeys } from "../../protocol/mod.ts";
import { withNewKey } from "../../scripts/lib/recording_keys.ts";
import { RecordedClips } from "./recorded_clips.ts";
import { RecordedStore } from "./recorded_store.ts";
import { Stack } from "./stack.ts";

/** What a speech service answers that understands nothing but tones. */
const HEARD = JSON.stringify({ text: "a tone" });
/** What every sealed object begins with. */
const SEAL = "parleyS";

export class RecordedGround implements AsyncDisposable {
  private constructor(
    readonly stack: Stack,
    /** The store with keys to all that is sealed in it. */
    readonly objects: ObjectStore,
    readonly store: RecordedStore,
    readonly clips: RecordedClips,
    private readonly manifests: ManifestLog,
    private readonly isSealed: boolean,
    private readonly disposables: AsyncDisposableStack,
  ) {}

  /** `isSealed`: whether all that the store has of recordings is encrypted by an operator's key. */
  static async start({ isSealed = false } = {}): Promise<RecordedGround> {
    await using disposables = new AsyncDisposableStack();
    const speech = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen: () => {} },
      async (request) => {
        await request.body?.cancel();
        return new Response(HEARD, { headers: { "content-type": "application/json" } });
      },
    );
    disposables.defer(() => speech.shutdown());
    const own = isSealed ? JSON.stringify((await withNewKey("matrix")).own) : undefined;
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
          ...(own !== undefined && { PARLEY_RECORDING_KEYS: own }),
          PARLEY_SPEECH_ENGINE: "http",
          PARLEY_SPEECH_URL: `http://127.0.0.1:${speech.addr.port}/v1/audio/transcriptions`,
        },
      }),
    );
    const manifests = await ManifestLog.open(stack.bus, { reader: "matrix", replicas: 1 });
    const operator = own === undefined ? undefined : OperatorKeys.parse(own);
    const objects = sealedObjects({
      store: store.objects,
      manifests,
      operator,
      clock: systemClock,
    });
    return new RecordedGround(
      stack,
      objects,
      store,
      clips,
      manifests,
      isSealed,
      disposables.move(),
    );
  }

  async manifest(id: RecordingId): Promise<RecordingModel> {
    return readManifest(await this.manifests.read(id));
  }

  /** What lies open in the store though it is to be sealed. */
  async unsealed(id: RecordingId): Promise<string[]> {
    if (!this.isSealed) return [];
    const { objects } = this.store;
    const open: string[] = [];
    for await (const { key } of objects.list(recordingKeys.all(id))) {
      const start = await objects.readRange(key, { start: 0, length: SEAL.length });
      if (new TextDecoder().decode(start) !== SEAL) open.push(key);
    }
    return open;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.disposables.disposeAsync();
  }
}
