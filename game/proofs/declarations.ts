import { readdirSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

/** What a game that checks the declarations of its packages too would be told of those in this folder. */
export function holesIn(folder: string, game: string): string[] {
  const settings = ts.readConfigFile(join(game, "tsconfig.json"), (file) => ts.sys.readFile(file)).config as object;
  const { options } = ts.parseJsonConfigFileContent(settings, ts.sys, game, { skipLibCheck: false, noEmit: true });
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".d.ts"))
    .map((name) => join(folder, name));
  const program = ts.createProgram(files, options);
  return files
    .flatMap((file) => program.getSemanticDiagnostics(program.getSourceFile(file)))
    .map(({ file, messageText }) => `${file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`);
}
