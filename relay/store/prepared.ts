import type { Compilable, CompiledQuery, DatabaseConnection } from "kysely";
import { CONNECTIONS } from "./connections.ts";
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
    let query = written.get(key);
    if (query === undefined) {
      query = write(db, standIns(names) as Values).compile();
      written.set(key, query);
    }
    const parameters = query.parameters.map((given) =>
      typeof given === "symbol" ? values[given.description as keyof Values] : given,
    );
    return run<Row>(db, { ...query, parameters });
  };
}

/** Each tells by its description which value it stands for. */
const standIns = (names: string[]): object => Object.fromEntries(names.map((name) => [name, Symbol(name)]));

/** Straight on the connection: what Kysely does around each statement costs more than the statement. */
async function run<Row>(db: Database, query: CompiledQuery): Promise<Row[]> {
  let connection = CONNECTIONS.get(db);
  if (connection === undefined) {
    if (!db.isTransaction) return db.getExecutor().provideConnection(async (own) => rowsOf(own, query));
    connection = await db.getExecutor().provideConnection((own) => Promise.resolve(own));
    CONNECTIONS.set(db, connection);
  }
  return rowsOf(connection, query);
}

const rowsOf = async <Row>(connection: DatabaseConnection, query: CompiledQuery): Promise<Row[]> =>
  (await connection.executeQuery<Row>(query)).rows;
