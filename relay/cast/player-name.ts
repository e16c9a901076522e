import { PLAYER_NAME } from "../../game/townsfolk/wire/contract.ts";

/** Also as models and authors write it who know templates: `{Player}`, `{{player}}`, `{player_name}`. */
const PLACEHOLDER = /\{+\s*player(?:'?s?[\s_-]?name)?\s*\}+/gi;

/** What the NPC says. Quick replies are the player's own words, and nobody calls themselves. */
const MAY_HOLD = /^(greeting|(?:fallbacks|afterActs)\.\d+|rehearsal\.(recalls|otherwise\.\d+|answers\.\d+\.say))$/;

interface Calls {
  callsPlayersByName: boolean;
}

/**
 * What an NPC says, with the player's name where it belongs: as the wire has it, however the model wrote it. An NPC that knows
 * no names may still repeat what a player typed, or write as templates do: it says a plain word then, so that nobody is shown
 * a placeholder.
 */
export const withPlayerName = ({ callsPlayersByName }: Calls, said: string): string =>
  said.replace(PLACEHOLDER, callsPlayersByName ? PLAYER_NAME : "friend");

/** Where in a front matter the player's name stands though it must not, each with what is wrong. */
export function misplacedNames(sheet: Calls): { path: PropertyKey[]; message: string }[] {
  return textsIn(sheet).flatMap(({ path, text }) => {
    const message = wrongNameIn(sheet, text) ?? (MAY_HOLD.test(path.join(".")) ? undefined : wrongPlaceOf(text));
    return message === undefined ? [] : [{ path, message }];
  });
}

/** What is wrong with the player's name in an authored text, if it is there and anything is. */
export function wrongNameIn({ callsPlayersByName }: Calls, text: string): string | undefined {
  const names = text.match(PLACEHOLDER) ?? [];
  if (names.length > 0 && !callsPlayersByName) return `${PLAYER_NAME} needs callsPlayersByName: true`;
  const odd = names.find((name) => name !== PLAYER_NAME);
  return odd === undefined ? undefined : `must be ${PLAYER_NAME}, not ${odd}`;
}

const wrongPlaceOf = (text: string): string | undefined =>
  text.includes(PLAYER_NAME) ? `${PLAYER_NAME} can stand in the greeting and in what the NPC says only` : undefined;

function textsIn(value: unknown, path: PropertyKey[] = []): { path: PropertyKey[]; text: string }[] {
  if (typeof value === "string") return [{ path, text: value }];
  if (typeof value !== "object" || value === null) return [];
  const keyOf = (name: string): PropertyKey => (Array.isArray(value) ? Number(name) : name);
  return Object.entries(value).flatMap(([name, entry]) => textsIn(entry, [...path, keyOf(name)]));
}
