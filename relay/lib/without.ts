/** A copy without some of its fields, none of which its type may promise. */
export const without = <T extends object>(fields: T, ...names: string[]): T =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name))) as T;
