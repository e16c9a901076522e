import pg from "pg";
import { connectionTo } from "./address.ts";
import { inBatches } from "./in-batches.ts";
import { type Asked, type Refused, TAKE_POINTS, valuesOf } from "./points.ts";
import { asStoreError } from "./postgres-errors.ts";

/** What many relays count together in one database. Nobody waits for the disk: what is lost with it is counted anew. */
export interface SharedCounts {
  /** Answers with who refuses it, if anybody does. @throws where Postgres is away. */
  takePoints(asked: Asked): Promise<Refused | undefined>;
  close(): Promise<void>;
}

/** On connections of its own, so that whoever holds one of the store's may wait for a count. */
export function openSharedCounts(databaseUrl: string): SharedCounts {
  const onConnect = (client: pg.ClientBase): void => {
    client.on("error", () => undefined);
    client.query("set synchronous_commit = off").catch(() => undefined);
  };
  const pool = new pg.Pool({ ...connectionTo(databaseUrl), max: CONNECTIONS, onConnect });
  // The next statement opens another connection.
  pool.on("error", () => undefined);
  const say = async <Row extends pg.QueryResultRow>(name: string, text: string, values: unknown[]): Promise<Row[]> => {
    try {
      return (await pool.query<Row>({ name, text, values })).rows;
    } catch (error) {
      throw asStoreError(error);
    }
  };
  const sweep = setInterval(() => void say("sweep", SWEEP, []).catch(() => undefined), SWEEP_EVERY_MS).unref();
  return {
    takePoints: inBatches(async (batch) => {
      const rows = await say<Refused & { nth: number }>("points", TAKE_POINTS, valuesOf(batch));
      const refused = new Map(rows.map((row) => [row.nth, row]));
      return batch.map((_, at) => refused.get(at + 1));
    }),
    close: async () => {
      clearInterval(sweep);
      await pool.end();
    },
  };
}

const CONNECTIONS = 2;
const SWEEP_EVERY_MS = 60_000;
/** Waits for nobody, so that nobody who locks rows in their order waits for it. */
const SWEEP = `delete from limits where id in (
  select id from limits where until < extract(epoch from now()) * 1000 limit 10000 for update skip locked)`;
