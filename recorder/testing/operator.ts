import { exportJWK, generateKeyPair } from "jose";
import {
  KeyRing,
  OperatorKeys,
  SealedStore,
  type SourceStore,
  systemClock,
} from "../../kit/mod.ts";
import type { MemoryManifests } from "./recording_scene.ts";

/** An operator's key: what recorders are given of it, and the store as those see it who have all of it. */
export class TestOperator {
  private constructor(
    /** That only wrap. */
    readonly keys: OperatorKeys,
    private readonly own: OperatorKeys,
  ) {}

  static async make(): Promise<TestOperator> {
    const options = { crv: "X25519", extractable: true };
    const { privateKey } = await generateKeyPair("ECDH-ES+A256KW", options);
    const { d, ...rest } = { ...await exportJWK(privateKey), kid: "test" };
    const parse = (key: object) => OperatorKeys.parse(JSON.stringify({ keys: [key] }));
    return new TestOperator(parse(rest), parse({ ...rest, d }));
  }

  opened(inner: SourceStore, manifests: MemoryManifests): SealedStore {
    const find = () => Promise.resolve(manifests.of("KeyMade").map(({ key }) => key));
    const keys = new KeyRing({ operator: this.own, find, keptMs: 0, clock: systemClock });
    return new SealedStore({ inner, keys });
  }
}
