/** Whether what was made of a recording is whole: each sum, each playlist, each file from start to end. */
import { createHash } from "node:crypto";
import { type ObjectStore, type RecordingModel, tracksOf } from "../../kit/mod.ts";
import { type Asset, type RecordingId, recordingKeys } from "../../protocol/mod.ts";
import { findCommand } from "../../scripts/lib/command.ts";

/** What has to be there at least; of each person a microphone and a camera. */
const WANTED: Readonly<Record<Asset["kind"], number>> = {
  video: 1,
  hls: 3,
  poster: 1,
  storyboard: 1,
  track: 4,
  transcript: 1,
  captions: 0,
};
/** ffmpeg plays no playlist whose names have no extension, as those in the store. */
const EXTENSION = ".mp4";
/** Every picture at its own time: those that are close together are no fault. */
const AS_IT_IS = ["-fps_mode", "passthrough", "-enc_time_base:v", "-1"];
const PLAYED: readonly Asset["kind"][] = ["video", "hls", "poster", "track"];
/** As the video's own bound. */
const DURATION_SHARE = 0.01;

export class RecordedProducts implements AsyncDisposable {
  private constructor(
    private readonly model: RecordingModel,
    private readonly objects: ObjectStore,
    private readonly folder: string,
  ) {}

  /** Fetches all that lies beside the recording. */
  static async fetch(
    id: RecordingId,
    model: RecordingModel,
    objects: ObjectStore,
  ): Promise<RecordedProducts> {
    const folder = await Deno.makeTempDir({ prefix: "parley-products-" });
    const products = new RecordedProducts(model, objects, folder);
    try {
      for await (const { key } of objects.list(recordingKeys.asset(id, ""))) {
        await Deno.writeFile(products.path(key), await objects.read(key));
      }
      return products;
    } catch (error) {
      await products[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Where an object is. */
  path(key: string): string {
    return `${this.folder}/${key.split("/").at(-1)}`;
  }

  /** The file of an asset; `undefined`: there is none. */
  file(kind: Asset["kind"], name?: string): string | undefined {
    const asset = this.model.assets.find((one) =>
      one.kind === kind && (name === undefined || one.name === name)
    );
    return asset && this.path(asset.object.key);
  }

  /** What is wrong, in words. */
  async problems(lastedMs: number): Promise<string[]> {
    const found = [
      ...this.#missing(),
      ...await this.#segments(),
      ...await this.#sums(),
      ...await this.#playlists(),
    ];
    // What is not there can't be played either.
    if (found.length > 0) return found;
    for (const asset of this.model.assets) {
      if (PLAYED.includes(asset.kind)) found.push(...await this.#plays(asset, lastedMs));
    }
    return found;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.folder, { recursive: true });
  }

  #missing(): string[] {
    return Object.entries(WANTED).flatMap(([kind, wanted]) => {
      const there = this.model.assets.filter((asset) => asset.kind === kind).length;
      return there >= wanted ? [] : [`there are ${there} assets "${kind}" of ${wanted}`];
    });
  }

  /** What a recorder has had is in the store, and as it was. */
  async #segments(): Promise<string[]> {
    const found: string[] = [];
    for (const { part, track, segments, waiting, lost } of tracksOf(this.model)) {
      if (waiting.length + lost.length > 0) {
        found.push(`of ${part}/${track} ${waiting.length} segments wait, ${lost.length} are lost`);
      }
      for (const { index, object } of segments) {
        const bytes = await this.objects.read(object.key).catch(() => undefined);
        if (!bytes || sumOf(bytes) !== object.sha256) {
          found.push(`${part}/${track}/${index} is gone`);
        }
      }
    }
    for (const { id, end } of this.model.parts) if (end === null) found.push(`${id} is not closed`);
    return found;
  }

  async #sums(): Promise<string[]> {
    const found: string[] = [];
    for (const { kind, name, object } of this.model.assets) {
      const bytes = await Deno.readFile(this.path(object.key)).catch(() => undefined);
      if (!bytes) found.push(`${kind}/${name} is not in the store`);
      else if (sumOf(bytes) !== object.sha256 || bytes.length !== object.sizeBytes) {
        found.push(`${kind}/${name} is not what the manifest says`);
      }
    }
    return found;
  }

  /** All that playlists name is there, as long as they say. */
  async #playlists(): Promise<string[]> {
    const found: string[] = [];
    for (const { kind, name, object } of this.model.assets) {
      if (kind !== "hls") continue;
      const lines = (await Deno.readTextFile(this.path(object.key)).catch(() => "")).split("\n");
      const isMain = name === "main";
      if (!isMain && !lines.includes("#EXT-X-ENDLIST")) found.push(`hls/${name} has no end`);
      const named = lines.filter((line) => line !== "" && !line.startsWith("#"));
      if (named.length === 0) found.push(`hls/${name} names nothing`);
      const ends = [...lines.join("\n").matchAll(/BYTERANGE[:=]"?(\d+)@(\d+)/g)]
        .map(([, length, start]) => Number(length) + Number(start));
      for (const file of new Set(named)) {
        const size = await Deno.stat(this.path(file)).then(({ size }) => size, () => -1);
        if (size < 0) found.push(`hls/${name} names ${file}, which is not there`);
        else if (!isMain && Math.max(0, ...ends) !== size) {
          found.push(`hls/${name} names ${Math.max(0, ...ends)} of ${size} bytes of ${file}`);
        }
      }
    }
    return found;
  }

  /** A playlist whose names ffmpeg takes. */
  async #playable(playlist: string): Promise<string> {
    const text = await Deno.readTextFile(playlist);
    const medias = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
    for (const media of new Set(medias)) {
      await Deno.link(this.path(media), this.path(media) + EXTENSION);
    }
    const names = new RegExp(`(${[...new Set(medias)].join("|")})`, "g");
    const path = `${playlist}.m3u8`;
    await Deno.writeTextFile(path, text.replace(names, `$1${EXTENSION}`));
    return path;
  }

  /** From its start to its end without a word from the decoder, and for so long. */
  async #plays({ kind, name, object }: Asset, lastedMs: number): Promise<string[]> {
    const file = this.path(object.key);
    if (kind === "hls" && name === "main") return []; // It names the others.
    const input = kind === "hls" ? await this.#playable(file) : file;
    const said = await run("ffmpeg", [
      ...["-v", "error", "-nostdin", "-i", input, ...AS_IT_IS, "-f", "null", "-"],
    ]);
    const found = said.text === "" ? [] : [`${kind}/${name} does not play: ${said.text}`];
    if (kind !== "video") return found;
    const probed = await run("ffprobe", [
      ...["-v", "error", "-show_entries", "format=duration:stream=codec_name", "-of", "csv=p=0"],
      file,
    ]);
    const [seconds = NaN] = probed.output.split("\n").map(Number).filter((one) => one > 0);
    const off = Math.abs(seconds * 1_000 - lastedMs);
    if (!(off <= lastedMs * DURATION_SHARE)) {
      found.push(`the video lasts ${seconds} s of ${lastedMs / 1_000}`);
    }
    for (const codec of ["h264", "aac"]) {
      if (!probed.output.includes(codec)) found.push(`the video holds no ${codec}`);
    }
    return found;
  }
}

const sumOf = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("base64");

/** `text`: what it complained of, or that it failed. */
async function run(program: string, args: string[]): Promise<{ text: string; output: string }> {
  const path = findCommand(program);
  if (path === undefined) throw new Error(`Cannot look at recordings: ${program} is missing`);
  const done = await new Deno.Command(path, { args, stdout: "piped", stderr: "piped" }).output();
  const said = new TextDecoder().decode(done.stderr).trim().split("\n").slice(0, 3).join("; ");
  return {
    text: done.success ? said : said || `${program} failed`,
    output: new TextDecoder().decode(done.stdout),
  };
}
