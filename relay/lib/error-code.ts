/** The code of one of Node's errors, such as `ENOENT`; empty where there is none.. */
export const codeOf = (error: unknown): string =>
  typeof error === "object" && error !== null && "code" in error ? String(error.code) : "";
