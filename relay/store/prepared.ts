import type { Compilable, CompiledQuery } from "kysely";
import { isPostgres } from "./lock-for.ts";
import type { Database } from "./store.ts";

/**
 * A statement that is written once and then run with other values each time: Kysely takes longer to write one than SQLite to
 * run it, and a turn needs a dozen. `write` is given stand-ins, so it has to use each value as it is, where a statement takes
 * a parameter.
 */
export function prepared<Values extends object, Row>(
  write: (db: Database, values: Values) => Compilable<Row>,
): (db: Database, values: Values) => Promise<Row[]> {
  /** By engine and by what the values are called, since an update may be of few columns or many. */
  const written = new Map<string, CompiledQuery<Row>>();
  return async (db, values) => {
    const names = Object.keys(values);
    const key = isPostgres(db) ? `$${names.join()}` : names.join();
    const query = written.get(key) ?? write(db, standIns(names) as Values).compile();
    written.set(key, query);
    const parameters = query.parameters.map((given) =>
      typeof given === "symbol" ? values[given.description as keyof Values] : given,
    );
    return (await db.executeQuery<Row>({ ...query, parameters })).rows;
  };
}

/** Each tells by its description which value it stands for. */
const standIns = (names: string[]): object => Object.fromEntries(names.map((name) => [name, Symbol(name)]));
