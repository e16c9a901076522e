import type { Compilable, CompiledQuery } from "kysely";
import type { Database } from "./store.ts";

/**
 * A statement that is written once and then run with other values each time: Kysely takes longer to write one than SQLite to
 * run it, and a turn needs a dozen. `write` has to use each value as it is, where a statement takes a parameter.
 */
export function prepared<Values extends object, Row>(
  write: (db: Database, values: Values) => Compilable<Row>,
): (db: Database, values: Values) => Promise<Row[]> {
  /** By what the values are called, since an update may be of few columns or many. */
  const written = new Map<string, CompiledQuery<Row>>();
  return async (db, values) => {
    const names = Object.keys(values).join();
    const query = written.get(names) ?? write(db, stoodInFor(values)).compile();
    written.set(names, query);
    const parameters = query.parameters.map((given) =>
      given instanceof StandIn ? values[given.name as keyof Values] : given,
    );
    return (await db.executeQuery<Row>({ ...query, parameters })).rows;
  };
}

/** Tells where in a statement a value goes. */
class StandIn {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

const stoodInFor = <Values extends object>(values: Values): Values =>
  Object.fromEntries(Object.keys(values).map((name) => [name, new StandIn(name)])) as Values;
