/**
 * Passes to one recording: JWTs (RFC 7519) of a key of their own, so that no meeting token is one of them.
 * A `view` pass is what a shared link was exchanged for, a `play` pass stands in the address of a playlist,
 * where a player can send no key.
 */
import { createHmac } from "node:crypto";
import { jwtVerify, SignJWT } from "jose";
import { z } from "zod";
import type { Clock } from "../../../kit/mod.ts";
import { AssetKind, RecordingId } from "../../../protocol/mod.ts";

const ALGORITHM = "HS256";
const ISSUER = "parley";
/** The longest sitting; opening the link again brings another. */
export const PASS_TTL_MS = 4 * 60 * 60 * 1_000;

const ViewPass = z.object({ recordingId: RecordingId, shareId: z.string() });
export type ViewPass = z.infer<typeof ViewPass>;

const PlayPass = z.object({
  recordingId: RecordingId,
  kind: AssetKind,
  name: z.string(),
  /** By whose link, if by one: with that it ends. */
  shareId: z.string().optional(),
});
export type PlayPass = z.infer<typeof PlayPass>;

const AUDIENCE = { view: "parley:recording", play: "parley:playback" } as const;

export interface PassesOptions {
  readonly secret: string;
  /** Passes signed with it are accepted. */
  readonly previousSecret?: string | undefined;
  readonly clock: Clock;
}

export class Passes {
  readonly #clock: Clock;
  readonly #keys: readonly Uint8Array[];

  constructor({ secret, previousSecret, clock }: PassesOptions) {
    this.#clock = clock;
    this.#keys = [secret, previousSecret].filter((one) => one !== undefined).map(keyOf);
  }

  issueView(pass: ViewPass): Promise<{ token: string; expiresAt: number }> {
    return this.#issue("view", pass);
  }

  issuePlay(pass: PlayPass): Promise<{ token: string; expiresAt: number }> {
    return this.#issue("play", pass);
  }

  /** `undefined`: none of ours, for something else, or too old. */
  readView(token: string): Promise<ViewPass | undefined> {
    return this.#read("view", token, ViewPass);
  }

  /** As `readView`. */
  readPlay(token: string): Promise<PlayPass | undefined> {
    return this.#read("play", token, PlayPass);
  }

  async #issue(use: keyof typeof AUDIENCE, pass: ViewPass | PlayPass) {
    const [key] = this.#keys;
    if (!key) throw new Error("Cannot sign a pass: there is no key");
    const expiresAtS = Math.floor((this.#clock.wallMs() + PASS_TTL_MS) / 1_000);
    const token = await new SignJWT({ pass })
      .setProtectedHeader({ alg: ALGORITHM }).setIssuer(ISSUER).setAudience(AUDIENCE[use])
      .setExpirationTime(expiresAtS).sign(key);
    return { token, expiresAt: expiresAtS * 1_000 };
  }

  async #read<T>(
    use: keyof typeof AUDIENCE,
    token: string,
    schema: z.ZodType<T>,
  ): Promise<T | undefined> {
    for (const key of this.#keys) {
      try {
        const { payload } = await jwtVerify(token, key, {
          algorithms: [ALGORITHM],
          issuer: ISSUER,
          audience: AUDIENCE[use],
          requiredClaims: ["exp"],
          currentDate: new Date(this.#clock.wallMs()),
        });
        return schema.safeParse(payload["pass"]).data;
      } catch {
        // Perhaps by the other key; why not is nobody's business.
      }
    }
    return undefined;
  }
}

function keyOf(secret: string): Uint8Array {
  return createHmac("sha256", secret).update("parley:recordings").digest();
}
