/** Prints lines that people read. Nothing that an NPC or a player said can steer the terminal. */
export const say = (text: string): void => {
  process.stdout.write(`${text.replace(STEERING, "\u{fffd}")}\n`);
};

/** Prints one line that a program reads. */
export const sayJson = (value: unknown): void => {
  process.stdout.write(`${JSON.stringify(value)}\n`);
};

/** An error, in one line. */
export const complain = (message: string, command = "npc"): void => {
  process.stderr.write(`${command}: ${message.replace(/\s*\n\s*/g, " ").replace(STEERING, "\u{fffd}")}\n`);
};

/** Control characters, and those that turn the direction of writing: https://www.unicode.org/reports/tr9/ */
const STEERING = /(?![\n\t])\p{Cc}|[\u202a-\u202e\u2066-\u2069]/gu;

/** Columns as wide as they have to be. */
export function table(rows: (string | number)[][]): string {
  const cells = rows.map((row) => row.map(String));
  const widths = (cells[0] ?? []).map((_, column) => Math.max(...cells.map((row) => (row[column] ?? "").length)));
  return cells
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/** Several lines as one block, each moved to the right. */
export const indented = (text: string, by: number): string => text.replace(/^(?=.)/gm, " ".repeat(by));

/** `1 turn`, `2 turns`. */
export const counted = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;
