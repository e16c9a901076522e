import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { say } from "./say.ts";

const read = (file: string): unknown => parse(readFileSync(join(import.meta.dirname, file), "utf8"));
const honest = Object.values(read("../red-team/honest.yaml") as Record<string, string[]>).flat();
const alike = read("plain.yaml") as string[];

test.each([...honest, ...alike])("%s", async (line) => {
  expect(await say([line])).toMatchObject({ calls: [], brokeCharacter: false });
  expect((await say([line])).said.join(" ")).toBe(line);
});
