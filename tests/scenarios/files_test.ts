/** Files and pictures in a meeting: brought, looked at, sent, fetched, deleted. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  FileCompleted,
  FileDownload,
  FileUpload,
  type FileView,
  MessagesPage,
} from "../../protocol/mod.ts";
import { LightSession } from "../harness/light_session.ts";
import { ApiError, createMeeting, requestTicket } from "../harness/meetings.ts";
import { type RoomApi, roomApi } from "../harness/room_api.ts";
import type { Stack } from "../harness/stack.ts";
import { until } from "../harness/until.ts";
import { scenarios } from "./table.ts";

const LIMIT_MS = 60_000;
/** A PNG of 2 × 1 pixels. */
const PNG = Uint8Array.fromBase64(
  "iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAIAAAB7QOjdAAAAD0lEQVR4nGP4z8DA8J8BAAf/Af8Bf4mnAAAAAElFTkSuQmCC",
);

async function announce(api: RoomApi, name: string, sizeBytes: number): Promise<FileUpload> {
  return FileUpload.parse(await api.post("files", { name, sizeBytes, mediaType: "image/png" }));
}

async function upload(
  api: RoomApi,
  { method, url, headers }: FileUpload,
  body: Uint8Array<ArrayBuffer>,
): Promise<number> {
  const response = await fetch(api.urlOf(url), { method, headers, body });
  await response.body?.cancel();
  return response.status;
}

async function bring(
  api: RoomApi,
  name: string,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<FileView> {
  const announced = await announce(api, name, bytes.length);
  assertEquals(await upload(api, announced, bytes), 200);
  return FileCompleted.parse(await api.post(`files/${announced.fileId}/complete`, {})).file;
}

async function fetchFile(api: RoomApi, id: string, query = ""): Promise<Response> {
  const { url } = FileDownload.parse(await api.get(`files/${id}${query}`));
  return await fetch(api.urlOf(url));
}

async function meeting(stack: Stack) {
  const ticket = await createMeeting(stack.gateway(0));
  const guest = await requestTicket(stack.gateway(0), ticket.code);
  const [host, bob] = [
    await LightSession.join(stack.gateway(0), ticket),
    await LightSession.join(stack.gateway(1), guest),
  ];
  const apiOf = ({ joined }: LightSession) =>
    roomApi(stack.gateway(0), joined.roomId, joined.accessToken);
  return {
    host: apiOf(host),
    bob: apiOf(bob),
    say: (command: unknown) => host.socket.request("command", { command }),
    async [Symbol.asyncDispose]() {
      await host[Symbol.asyncDispose]();
      await bob[Symbol.asyncDispose]();
    },
  };
}

async function refusal(work: Promise<unknown>): Promise<[number, string]> {
  const { status, code } = await assertRejects(() => work, ApiError);
  return [status, code];
}

scenarios("files", [
  {
    name: "a picture is sniffed, gets a small one, and is there for those who got the message",
    async run(stack) {
      await using on = await meeting(stack);
      const file = await bring(on.host, "Größe.txt", PNG);
      assertEquals([file.mediaType, file.width, file.height, file.thumbnail], [
        "image/png",
        2,
        1,
        true,
      ]);
      assertEquals(await refusal(on.bob.get(`files/${file.id}`)), [404, "unknown-file"]);
      await on.say({ type: "sendMessage", text: "look", files: [file.id] });
      const download = await until(
        "bob may fetch it",
        () => fetchFile(on.bob, file.id).catch(() => undefined),
        Boolean,
        LIMIT_MS,
      );
      assertEquals(new Uint8Array(await download?.arrayBuffer() ?? new ArrayBuffer(0)), PNG);
      assertEquals(download?.headers.get("content-type"), "image/png");
      assertEquals(
        download?.headers.get("content-disposition"),
        `attachment; filename="Gr__e.txt"; filename*=UTF-8''Gr%C3%B6%C3%9Fe.txt`,
      );
      assertEquals(download?.headers.get("content-security-policy"), "sandbox; default-src 'none'");
      assertEquals(download?.headers.get("x-content-type-options"), "nosniff");
      const small = await fetchFile(on.bob, file.id, "?thumbnail=1");
      assertEquals(small.headers.get("content-type"), "image/webp");
      assert((await small.arrayBuffer()).byteLength > 0);
    },
  },
  {
    name: "what is no shareable kind is refused, whatever it says it is",
    async run(stack) {
      await using on = await meeting(stack);
      const program = new Uint8Array([0x7f, 0x45, 0x4c, 0x46, 0, 1, 2, 3]);
      const announced = await announce(on.host, "cat.png", program.length);
      assertEquals(await upload(on.host, announced, program), 200);
      const complete = () => on.host.post(`files/${announced.fileId}/complete`, {});
      assertEquals(await refusal(complete()), [422, "file-refused"]);
      assertEquals(await refusal(complete()), [422, "file-refused"]);
    },
  },
  {
    name: "only so many bytes as were announced are taken, and not more than are allowed",
    async run(stack) {
      await using on = await meeting(stack);
      const announced = await announce(on.host, "a.png", PNG.length - 1);
      assertEquals(await upload(on.host, announced, PNG), 413);
      const complete = on.host.post(`files/${announced.fileId}/complete`, {});
      assertEquals(await refusal(complete), [404, "unknown-file"]);
      assertEquals(await refusal(announce(on.host, "b.png", 51 * 1024 * 1024)), [
        422,
        "file-refused",
      ]);
    },
  },
  {
    name: "a file is changed by nobody once it was looked at, and goes with its message",
    async run(stack) {
      await using on = await meeting(stack);
      const announced = await announce(on.host, "a.png", PNG.length);
      assertEquals(await upload(on.host, announced, PNG), 200);
      await on.host.post(`files/${announced.fileId}/complete`, {});
      // The link still works for a while: what it brings now is nobody's.
      await upload(on.host, announced, new Uint8Array(PNG.length));
      const { fileId } = announced;
      const bytes = await (await fetchFile(on.host, fileId)).arrayBuffer();
      assertEquals(new Uint8Array(bytes), PNG);
      await on.say({ type: "sendMessage", text: "", files: [fileId] });
      const messages = async () => MessagesPage.parse(await on.bob.get("messages"));
      const { messages: [message] } = await until(
        "the message is kept",
        messages,
        ({ messages }) => messages.length === 1,
        LIMIT_MS,
      );
      await on.say({ type: "deleteMessage", messageId: message?.id });
      await until(
        "it is gone",
        () => on.host.get(`files/${fileId}`).then(() => "there", (error) => error.code),
        (code) => code === "unknown-file",
        LIMIT_MS,
      );
    },
  },
]);
