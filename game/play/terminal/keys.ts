/** A key as a terminal reports it: a name such as "up" or "escape", or the character that was typed. */
export interface Key {
  name: string;
  isCharacter: boolean;
}

/** https://invisible-island.net/xterm/ctlseqs/ctlseqs.html#h2-PC-Style-Function-Keys */
export function readKeys(input: string): Key[] {
  // Escape is made visible, because regular expressions had better be.
  return [...input.replaceAll("\x1b", "␛").matchAll(/␛(?:\[[0-9;?<]*[A-Za-z~]|O[A-Za-z])|./gsu)].flatMap(
    ([piece]): Key[] => {
      const name = NAMES[piece.replace(/^␛O/, "␛[")];
      if (name !== undefined) return [{ name, isCharacter: false }];
      // Whatever else is not a character has no meaning here.
      return /^[␛\p{Cc}]/u.test(piece) ? [] : [{ name: piece, isCharacter: true }];
    },
  );
}

const NAMES: Record<string, string> = {
  "␛[A": "up",
  "␛[B": "down",
  "␛[C": "right",
  "␛[D": "left",
  "␛": "escape",
  "\r": "enter",
  "\n": "enter",
  "\t": "tab",
  "␛[Z": "back-tab",
  "\x7f": "backspace",
  "\b": "backspace",
  "\x03": "ctrl-c",
  "\x15": "ctrl-u",
  "\x17": "ctrl-w",
};
