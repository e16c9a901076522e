/**
 * Whether it can be a player's id: a Roblox UserId in decimal digits as its one spelling (an int64; Studio's test players have
 * negative ones), or a name that is longer than any mistake for one, such as what `User:ToString()` gives, which is URL-safe.
 * https://create.roblox.com/docs/players/users
 */
export function isPlayerId(id: string): boolean {
  return /^[-+]?\d+(\.\d*)?$/.test(id) ? isInt64(id) : /^(?=.*[A-Za-z0-9])[\w.~:=-]{12,128}$/.test(id);
}

/**
 * What the ids begin with under which a game may have sent this UserId: one that a Luau number does not hold exactly comes
 * rounded, with the player's own name behind it. Undefined where the number is exact.
 */
export function roundedPrefix(userId: string): string | undefined {
  if (!isInt64(userId) || Number.isSafeInteger(Number(userId))) return undefined;
  return `${BigInt(Number(userId))}:`;
}

const isInt64 = (id: string): boolean => /^-?[1-9]\d{0,18}$/.test(id) && BigInt.asIntN(64, BigInt(id)) === BigInt(id);
