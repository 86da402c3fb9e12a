import { assertEquals, assertRejects } from "@std/assert";
import { systemClock } from "../../kit/mod.ts";
import { SpeechError } from "./engine.ts";
import { HttpEngine } from "./http_engine.ts";

const NEVER = new AbortController().signal;

/** A fake speech service on a real port: answers as a test says, and keeps what it was asked. */
class FakeSpeechService implements AsyncDisposable {
  readonly forms: FormData[] = [];
  readonly headers: Headers[] = [];
  readonly #server: Deno.HttpServer<Deno.NetAddr>;

  constructor(answer: (count: number) => Response | Promise<Response>) {
    const { forms, headers } = this;
    const options = { hostname: "127.0.0.1", port: 0, onListen: () => {} };
    this.#server = Deno.serve(options, async (request) => {
      headers.push(request.headers);
      forms.push(await request.formData());
      return await answer(forms.length);
    });
  }

  engine(options: { timeoutMs?: number } = {}): HttpEngine {
    const { port } = this.#server.addr;
    return new HttpEngine({
      url: `http://127.0.0.1:${port}/v1/audio/transcriptions`,
      token: "of-a-test",
      model: "small",
      language: "en",
      concurrency: 2,
      timeoutMs: 20_000,
      clock: systemClock,
      ...options,
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.shutdown();
  }
}

Deno.test("a service gets a WAV with what it needs to know, and its text comes back", async () => {
  await using service = new FakeSpeechService(() => Response.json({ text: " hello there" }));
  const engine = service.engine();
  assertEquals(await engine.transcribe(new Int16Array([1, -2, 3]), NEVER), " hello there");
  const [form] = service.forms;
  assertEquals(form?.get("model"), "small");
  assertEquals(form?.get("language"), "en");
  assertEquals(form?.get("response_format"), "json");
  assertEquals(service.headers[0]?.get("authorization"), "Bearer of-a-test");
  const file = form?.get("file");
  if (!(file instanceof File)) throw new Error("Cannot find the file");
  const bytes = new Uint8Array(await file.arrayBuffer());
  const view = new DataView(bytes.buffer);
  assertEquals(new TextDecoder().decode(bytes.subarray(0, 4)), "RIFF");
  assertEquals(view.getUint32(24, true), 16_000);
  assertEquals(view.getUint32(40, true), 6);
  assertEquals([44, 46, 48].map((at) => view.getInt16(at, true)), [1, -2, 3]);
});

Deno.test("what passes is tried again, once; what is refused is not", async () => {
  await using service = new FakeSpeechService((count) =>
    count === 1 ? new Response("busy", { status: 503 }) : Response.json({ text: "again" })
  );
  const engine = service.engine();
  assertEquals(await engine.transcribe(new Int16Array(9), NEVER), "again");

  await using refusing = new FakeSpeechService(() => new Response("no", { status: 401 }));
  const other = refusing.engine();
  for (let count = 0; count < 3; count++) {
    const error = await assertRejects(
      () => other.transcribe(new Int16Array(9), NEVER),
      SpeechError,
    );
    assertEquals(error.code, "engine-refused");
  }
  assertEquals(refusing.forms.length, 3);
  assertEquals(other.problem(), "the speech service fails");
  assertEquals(engine.problem(), undefined);
});

Deno.test("an answer that is no JSON, or comes too late, is an error with a code", async () => {
  await using strange = new FakeSpeechService(() => new Response("<html>"));
  const code = async (engine: HttpEngine) =>
    (await assertRejects(() => engine.transcribe(new Int16Array(9), NEVER), SpeechError)).code;
  assertEquals(await code(strange.engine()), "engine-failed");
  const asked = Promise.withResolvers<void>();
  await using late = new FakeSpeechService(async () => {
    await asked.promise;
    return Response.json({ text: "late" });
  });
  assertEquals(await code(late.engine({ timeoutMs: 100 })), "engine-unavailable");
  asked.resolve();
});
