import { createHash, randomUUID, timingSafeEqual } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { DatabaseSync, type SQLInputValue } from "node:sqlite";
import { createParser } from "eventsource-parser";
import express from "express";
import { pino } from "pino";
import { Pool } from "undici";
import { z } from "zod";

/**
 * The least that a turn can cost: Express, zod, a key, a dozen statements of SQLite, a prompt with history, a stream read,
 * sentences, a log line. No safety, limits, metrics, tools, cleaner. Measured beside the relay, on the same machine in the same
 * minute: what a turn costs is told as a ratio to this. `node relay/bench/floor.ts FOLDER MODEL_URL`; prints its address.
 */
const [folder = ".", model = ""] = process.argv.slice(2);
const log = pino(pino.destination({ dest: join(folder, "floor.log"), sync: false }));
const db = new DatabaseSync(join(folder, "floor.db"));
db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;
  create table turns (id text primary key, conv text, player text, text text, reply text, status text, at int, ended int, usd real);
  create index turnsOf on turns (conv, at);
  create table convs (id text primary key, at int);
  create table players (user text primary key, p text);
  create table budget (day text primary key, usd real)`);
const statements = {
  begin: db.prepare("begin"),
  commit: db.prepare("commit"),
  player: db.prepare("select p from players where user = ?"),
  addPlayer: db.prepare("insert into players values (?, ?) on conflict do nothing"),
  addConversation: db.prepare("insert into convs values (?, ?) on conflict do update set at = excluded.at"),
  find: db.prepare("select * from turns where id = ?"),
  newest: db.prepare("select max(at) as at from turns where conv = ?"),
  add: db.prepare("insert into turns values (?, ?, ?, ?, null, 'accepted', ?, null, 0)"),
  run: db.prepare("update turns set status = 'running' where id = ?"),
  history: db.prepare("select text, reply from turns where conv = ? order by at desc limit 20"),
  end: db.prepare("update turns set reply = ?, status = 'done', ended = ?, usd = ? where id = ?"),
  spend: db.prepare("insert into budget values (?, ?) on conflict (day) do update set usd = usd + excluded.usd"),
};
const said = z.strictObject({
  npc: z.string().max(32),
  player: z.number().int(),
  text: z.string().trim().min(1).max(300),
});
const key = createHash("sha256").update("dev").digest();
const pool = new Pool(new URL(model).origin, { connections: 256, pipelining: 1 });
const segmenter = new Intl.Segmenter("en", { granularity: "sentence" });
const prompt = "You are Hale. ".repeat(200);
/** Statements that belong together, as one transaction. */
const together = (...all: [keyof typeof statements, ...SQLInputValue[]][]): void => {
  statements.begin.run();
  for (const [name, ...values] of all) statements[name].all(...values);
  statements.commit.run();
};

const app = express();
app.disable("etag").disable("x-powered-by").use(express.json());
// As the relay tells it.
app.get("/metrics", (_req, res) => {
  const { user, system } = process.cpuUsage();
  res.send(`process_cpu_seconds_total ${(user + system) / 1e6}\n`);
});
app.post("/v1/talk", async (req, res) => {
  const given = createHash("sha256")
    .update((req.headers.authorization ?? "").slice(7))
    .digest();
  if (!timingSafeEqual(given, key)) return void res.sendStatus(401);
  const { npc, player, text } = said.parse(req.body);
  const [id, conversation, at] = [randomUUID(), `${npc}/${player}`, Date.now()];
  const added = [id, conversation, String(player), text, at];
  together(
    ["player", String(player)],
    ["addPlayer", String(player), id],
    ["find", id],
    ["addConversation", conversation, at],
    ["newest", conversation],
    ["add", ...added],
  );
  statements.run.run(id);
  const history = statements.history.all(conversation).flatMap(({ text: before, reply }) => [
    { role: "user", content: before },
    { role: "assistant", content: reply ?? "" },
  ]);
  const messages = [{ role: "system", content: prompt }, ...history, { role: "user", content: text }];
  const reply = await answer(JSON.stringify({ model: "m", stream: true, messages }));
  const beats = [...segmenter.segment(reply)];
  together(["end", reply, Date.now(), 0.0001, id], ["spend", "today", 0.0001]);
  log.info({ turn: id, npc, beats: beats.length, ms: Date.now() - at }, "turn");
  res.json({ turn: id, reply, acts: [], suggestions: [], mind: "direct" });
});
const server = createServer(app).listen(0, "127.0.0.1");
await once(server, "listening");
process.stdout.write(`address http://127.0.0.1:${(server.address() as AddressInfo).port}\n`);

async function answer(body: string): Promise<string> {
  let all = "";
  const parser = createParser({
    onEvent: ({ data }) => {
      const chunk = data === "[DONE]" ? {} : (JSON.parse(data) as Chunk);
      all += chunk.choices?.[0]?.delta?.content ?? "";
    },
  });
  const headers = { "content-type": "application/json" };
  const response = await pool.request({ path: "/v1/chat/completions", method: "POST", headers, body });
  const decoder = new TextDecoder();
  for await (const bytes of response.body) parser.feed(decoder.decode(bytes as Uint8Array, { stream: true }));
  return all;
}

interface Chunk {
  choices?: { delta?: { content?: string } }[];
}
