import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { classNames } from "../emulator/host/api-table.ts";
import { readPlace, unknownClasses } from "../emulator/host/place.ts";
import { buildPlaceXml, buildWithRojo } from "../emulator/host/rojo.ts";

/** Builds the place file (`.rbxl` or `.rbxlx`) of the compiled game; throws when a class is not one of Roblox's. */
export async function buildPlace(out: string, project?: string): Promise<void> {
  const problems = unknownClasses(readPlace(await buildPlaceXml(project)), classNames());
  if (problems.length > 0) throw new Error(problems.join("\n"));
  await mkdir(dirname(out), { recursive: true });
  await buildWithRojo(out, project);
}

if (process.argv[1] === import.meta.filename) {
  const [out = "dist/townsfolk.rbxl"] = process.argv.slice(2);
  if (/\.rbxlx?$/.test(out)) {
    await buildPlace(out);
    process.stdout.write(`${out} is built. Open it in Roblox Studio and press Play, while npm start runs.\n`);
  } else {
    process.stderr.write(`A place's name ends in .rbxl or .rbxlx, and not as ${out} does.\n`);
    process.exitCode = 2;
  }
}
