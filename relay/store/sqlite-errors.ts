/** https://www.sqlite.org/rescode.html: the low byte of an extended code is the plain one. */
const BUSY = 5;
const CORRUPT = 11;
const NOT_A_DATABASE = 26;

/** Another connection holds a lock. */
export const isLocked = (error: unknown): boolean => codeOf(error) === BUSY;

/** What is in the file is no store any more. */
export const isBroken = (error: unknown): error is Error => {
  const code = codeOf(error);
  return code === CORRUPT || code === NOT_A_DATABASE;
};

/** Of whatever realm the error is: Jest has one of its own. */
const codeOf = (error: unknown): number | undefined =>
  typeof error === "object" && error !== null && "errcode" in error && typeof error.errcode === "number"
    ? error.errcode & 0xff
    : undefined;
