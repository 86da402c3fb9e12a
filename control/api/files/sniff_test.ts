import { assertEquals } from "@std/assert";
import { imageSize } from "./image_size.ts";
import { sniff } from "./sniff.ts";

const bytes = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

Deno.test("a file is what its first bytes say", () => {
  const kinds: [string, string | undefined][] = [
    ["\x89PNG\r\n\x1a\n", "image/png"],
    ["\xff\xd8\xff\xe0\0\x10JFIF", "image/jpeg"],
    ["GIF89a\x01\0\x01\0", "image/gif"],
    ["RIFF\x10\0\0\0WEBPVP8 ", "image/webp"],
    ["RIFF\x10\0\0\0WAVEfmt ", "audio/wav"],
    ["%PDF-1.7", "application/pdf"],
    ["PK\x03\x04\x14\0", "application/zip"],
    ["\0\0\0\x20ftypisom", "video/mp4"],
    ["\x1a\x45\xdf\xa3\x9fB\x86\x81\x01B\x82\x84webm", "video/webm"],
    ["<script>alert(1)</script>", "text/plain"],
    ["\x7fELF\x02\x01\x01\0", undefined],
    ["MZ\x90\0", undefined],
    ["caf\xe9", undefined],
  ];
  for (const [head, kind] of kinds) assertEquals(sniff(bytes(head)), kind, head);
});

Deno.test("a picture's size is read from its header, and a torn header has none", () => {
  const gif = bytes("GIF89a\x40\x01\xf0\0");
  assertEquals(imageSize(gif, "image/gif"), { width: 320, height: 240 });
  assertEquals(imageSize(gif.subarray(0, 7), "image/gif"), undefined);
  const jpeg = bytes("\xff\xd8\xff\xe0\0\x04ab\xff\xc0\0\x11\x08\0\xf0\x01\x40\x03");
  assertEquals(imageSize(jpeg, "image/jpeg"), { width: 320, height: 240 });
  assertEquals(imageSize(bytes("\xff\xd8\xff\xe0\0\0ab"), "image/jpeg"), undefined);
  assertEquals(imageSize(bytes("%PDF-"), "application/pdf"), undefined);
});
