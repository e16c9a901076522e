import { zstdCompressSync } from "node:zlib";
import { PlaceError } from "../../operator/place/raw-instance.ts";
import { type PlaceInstance, readPlace } from "../../operator/place/read-place.ts";
import { xmlTokens } from "../../operator/place/xml-tokens.ts";

// A file that somebody was sent: small, and made so that whoever reads it takes minutes or all memory.

const MANY = 300_000;
const read = (xml: string): PlaceInstance[] => readPlace(Buffer.from(xml));

test.each(["<!--", "<?", "<![CDATA[", "<a", '<a "', "<a '", "</a ", '<Item class="'])(
  "an XML place with %s so often, and no end of it, is refused after one reading",
  (beginning) => {
    expect(() => read(`<roblox version="4">${beginning.repeat(MANY)}`)).toThrow(PlaceError);
  },
);

test.each(["<", "&", "&amp;#x0;", "</>", "<!ENTITY a SYSTEM 'file:///etc/passwd'>", "&lol9;"])(
  "an XML place whose text is full of %s is read, and nothing in it is fetched or multiplied",
  (piece) => {
    const name = piece.repeat(10_000);
    const [one] = read(`<roblox version="4"><Item class="A"><string name="Name">${name}</string></Item></roblox>`);
    expect(one?.name.length).toBeLessThanOrEqual(name.length);
  },
);

test("a deep place is read, and a path in it is short", () => {
  const item = `<Item class="A"><string name="Name">${"x".repeat(3_000)}</string>`;
  const place = read(`<roblox version="4">${item.repeat(4_000)}</roblox>`);
  expect(place).toHaveLength(4_000);
  expect(place.at(-1)?.path.length).toBeLessThan(12_000);
});

test("tags, comments, CDATA and text are told apart as XML does", () => {
  const tokens = [...xmlTokens(`a<!-- <b> --><?c <d>?><![CDATA[<e>&]]><f g="<h>" i='"'/></f>&lt;<>`)];
  expect(tokens).toEqual([
    { kind: "text", text: "a" },
    { kind: "cdata", text: "<e>&" },
    { kind: "tag", tag: "f", isClosing: false, isEmpty: true, attributes: ` g="<h>" i='"'/` },
    { kind: "tag", tag: "f", isClosing: true, isEmpty: false, attributes: "" },
    { kind: "text", text: "&lt;" },
    { kind: "text", text: ">" },
  ]);
});

const u32 = (number: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(number);
  return bytes;
};
const text = (of: Buffer | string): Buffer => Buffer.concat([u32(of.length), Buffer.from(of)]);
const HEADER = Buffer.concat([Buffer.from("<roblox!"), Buffer.alloc(24)]);
/** `size`: what it says of itself. */
const chunk = (name: string, parts: Buffer[], size = Buffer.concat(parts).length): Buffer => {
  const body = zstdCompressSync(Buffer.concat(parts));
  return Buffer.concat([Buffer.from(name.padEnd(4, "\0")), u32(body.length), u32(size), u32(0), body]);
};
const place = (...chunks: Buffer[]): Buffer => Buffer.concat([HEADER, ...chunks, chunk("END", [])]);
/** One after the other, as `instances` numbers them: each but the first is one more than the one before. */
const ascending = (count: number, first = 0): Buffer => {
  const bytes = Buffer.alloc(4 * count);
  bytes.fill(2, 3 * count);
  bytes[3 * count] = 2 * first;
  return bytes;
};
const instances = (count: number): Buffer =>
  chunk("INST", [u32(0), text("Model"), Buffer.alloc(1), u32(count), ascending(count)]);

test("instances that are each other's parents are read, and a path ends", () => {
  const count = 20_000;
  const found = readPlace(
    place(instances(count), chunk("PRNT", [Buffer.alloc(1), u32(count), ascending(count), ascending(count, 1)])),
  );
  expect(found).toHaveLength(count);
  expect(found[7]?.path.split(".")).toHaveLength(100);
});

test("a text that many share is counted for each", () => {
  const shared = chunk("SSTR", [u32(0), u32(1), Buffer.alloc(16), text(Buffer.alloc(1_000_000, "a"))]);
  const source = chunk("PROP", [u32(0), text("Source"), Buffer.from([0x1c]), Buffer.alloc(4 * 1_000)]);
  expect(() => readPlace(place(shared, instances(1_000), source))).toThrow(/names and scripts have over/);
});

test.each([
  ["one chunk", [chunk("PROP", [u32(0)], 2_000_000_000)]],
  ["many", Array.from({ length: 20 }, () => chunk("SSTR", [u32(0), u32(0)], 100_000_000))],
  ["one that lies", [chunk("INST", [Buffer.from("abc")], 0xffff_ffff)]],
])("what unpacks to more than a place is, in %s, is refused", (_where, chunks) => {
  expect(() => readPlace(place(...chunks))).toThrow(PlaceError);
});
