import { languagesWithTables } from "../../safety/tables.ts";

/** What the operator should know of languages: those that the local tables hear, and those of Roblox's that they do not. */
export function languagesTold(): string[] {
  const heard = languagesWithTables();
  const deaf = OF_ROBLOX.filter((code) => !heard.includes(code.split("-")[0] ?? ""));
  return [
    `the tables hear ${inWords(heard)}`,
    `of Roblox's other languages they know a few words at most, so what is said in them passes the tables: ${inWords(deaf)}`,
  ];
}

const inWords = (codes: string[]): string => {
  const names = new Intl.DisplayNames("en", { type: "language" });
  return codes.map((code) => names.of(code) ?? code).join(", ");
};

/** https://create.roblox.com/docs/production/localization/language-codes */
const OF_ROBLOX =
  "sq ar bn nb bs bg my zh-Hans zh-Hant hr cs da nl en et fil fi fr ka de el hi hu id it ja kk km ko lv lt ms pl pt ro ru sr si sk sl es sv th tr uk vi".split(
    " ",
  );
