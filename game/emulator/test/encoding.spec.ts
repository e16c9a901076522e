import { createHash } from "node:crypto";
import { closeLittlePlaces, openLittlePlace, printed } from "./support/little-place.ts";

afterEach(closeLittlePlaces);

const inHex = (text: string) => createHash("sha256").update(text).digest("hex");

test("a string's SHA-256 comes as its 32 bytes", async () => {
  const server = await openLittlePlace({
    server: `
      local encoding = game:GetService("EncodingService")
      for _, text in { "", "abc", string.rep("a", 1000), "Grüße, 旅人 🍺", string.rep("b", 55), string.rep("b", 56), string.rep("b", 64) } do
        local hash = encoding:ComputeStringHash(text, Enum.HashAlgorithm.Sha256)
        print((string.gsub(hash, ".", function(byte) return string.format("%02x", string.byte(byte)) end)))
      end`,
  });
  const texts = ["", "abc", "a".repeat(1000), "Grüße, 旅人 🍺", "b".repeat(55), "b".repeat(56), "b".repeat(64)];
  const hashes = await printed(server, texts.length);
  expect(hashes).toEqual(texts.map(inHex));
  expect(hashes[1]).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
});

test("a hash that is not emulated says so", async () => {
  const server = await openLittlePlace({
    server: `print(pcall(function()
      return game:GetService("EncodingService"):ComputeStringHash("abc", Enum.HashAlgorithm.Md5)
    end))`,
  });
  expect((await printed(server, 1))[0]).toContain(
    "Enum.HashAlgorithm.Md5 is a Roblox method that is not emulated here",
  );
});
