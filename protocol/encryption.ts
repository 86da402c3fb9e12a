/**
 * Keys of end-to-end encryption on their way between clients. Servers pass them on and can't read
 * them; `docs/encryption.md` says what is in them and why.
 */
import { z } from "zod";
import { PeerId } from "./ids.ts";
import type { SettingsPatch } from "./meeting/mod.ts";

/** Seats of an encrypted meeting: everybody gives everybody a key of their own. */
export const ENCRYPTED_PEERS_MAX = 50;
/** The codec of an encrypted meeting: of the others media nodes need to read more than the first bytes. */
export const ENCRYPTED_VIDEO = "vp8";

/** A public key of the curve P-256: the uncompressed point (SEC 1, 2.3.3), base64url (RFC 4648, 5). */
export const EncryptionKey = z.string().regex(/^[A-Za-z0-9_-]{87}$/);
export type EncryptionKey = z.infer<typeof EncryptionKey>;

/** A sender's media keys, sealed for one other, base64url. */
export const SealedKeys = z.string().regex(/^[A-Za-z0-9_-]+$/).max(512);
export type SealedKeys = z.infer<typeof SealedKeys>;

export const ENCRYPTION_COMMANDS = [
  z.object({
    type: z.literal("passKeys"),
    keys: z.array(z.object({ to: PeerId, sealed: SealedKeys })).min(1).max(ENCRYPTED_PEERS_MAX),
  }).describe(
    "The sender's media keys, sealed for each of these; passed on and forgotten. Who is not there is left out.",
  ),
  z.object({
    type: z.literal("askForKeys"),
    of: z.array(PeerId).min(1).max(ENCRYPTED_PEERS_MAX),
  }).describe("The sender lacks the media keys of these, who are told."),
] as const;

/** Parts of `Signal`. */
export const ENCRYPTION_SIGNALS = [
  z.object({ type: z.literal("keys"), peerId: PeerId, sealed: SealedKeys }).describe(
    "Media keys of that person, sealed for the receiver alone.",
  ),
  z.object({ type: z.literal("keysWanted"), peerId: PeerId }).describe(
    "That person lacks the receiver's media keys.",
  ),
] as const;

/** What can't be together with encryption in settings that name it all; undefined: nothing. */
export function conflictWithEncryption(
  { encrypted, captions, video }: SettingsPatch,
): "captions" | "video" | undefined {
  if (!encrypted) return undefined;
  if (captions) return "captions";
  return video === undefined || video === "auto" || video === ENCRYPTED_VIDEO ? undefined : "video";
}
