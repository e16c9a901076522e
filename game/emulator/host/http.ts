import { STATUS_CODES } from "node:http";
import { Agent, type Dispatcher, request } from "undici";

/** What the kernel wants to be sent (kernel/http.luau). `timeout` in seconds. */
export interface HttpJob {
  url: string;
  method: Dispatcher.HttpMethod;
  headers: Record<string, string>;
  body?: string;
  timeout: number;
}

export interface HttpAnswer {
  ok: boolean;
  /** A RequestAsyncResponse, or the message of the error that RequestAsync raises. */
  result: unknown;
}

export interface HttpLine {
  perform(job: HttpJob): Promise<HttpAnswer>;
  /** Requests begun in the last 60 seconds; Roblox allows a place server 500. */
  requestsLastMinute(): number;
  close(): Promise<void>;
}

export function openHttpLine(): HttpLine {
  const agent = new Agent({ headersTimeout: 0, bodyTimeout: 0 });
  const closing = new AbortController();
  let begun: number[] = [];
  const inLastMinute = () => begun.filter((time) => time > performance.now() - 60_000);
  return {
    async perform(job) {
      begun = [...inLastMinute(), performance.now()];
      try {
        return { ok: true, result: await send(job, agent, closing.signal) };
      } catch (problem) {
        return { ok: false, result: robloxError(problem) };
      }
    },
    requestsLastMinute: () => inLastMinute().length,
    async close() {
      closing.abort();
      await agent.destroy();
    },
  };
}

async function send(job: HttpJob, dispatcher: Agent, closing: AbortSignal): Promise<unknown> {
  const deadline = AbortSignal.timeout(job.timeout * 1000);
  const { statusCode, headers, body } = await request(job.url, {
    method: job.method,
    headers: { "user-agent": "Roblox/Linux", ...job.headers },
    body: job.body ?? null,
    dispatcher,
    signal: AbortSignal.any([deadline, closing]),
  });
  return {
    Success: statusCode >= 200 && statusCode < 300,
    StatusCode: statusCode,
    StatusMessage: STATUS_CODES[statusCode] ?? "",
    Headers: headers,
    Body: await body.text(),
  };
}

/** Roblox reports a failed request by one of its `HttpError`s. */
function robloxError(problem: unknown): string {
  const { name = "", code = "" } = problem as { name?: string; code?: string };
  if (name === "TimeoutError") return "HttpError: Timedout";
  if (name === "AbortError") return "HttpError: Aborted";
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") return "HttpError: DnsResolve";
  if (/^(CERT|DEPTH|SELF_SIGNED|UNABLE_TO)/.test(code)) return "HttpError: SslVerificationFail";
  if (/^(ERR_SSL|ERR_TLS|EPROTO)/.test(code)) return "HttpError: SslConnectFail";
  return code === "ECONNREFUSED" ? "HttpError: ConnectFail" : "HttpError: NetFail";
}
