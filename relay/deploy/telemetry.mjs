// OpenTelemetry for those who want it: a span for each request that the relay gets or makes.
//
//   OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:4318 node --import ./relay/deploy/telemetry.mjs relay/townsfolk.ts
//
// Does nothing unless a variable OTEL_* is set, in the environment or in .env:
// https://opentelemetry.io/docs/languages/sdk-configuration/otlp-exporter/
import { existsSync } from "node:fs";
import { createRequire } from "node:module";

const PACKAGES = ["sdk-node", "instrumentation-http", "instrumentation-undici"].map((name) => `@opentelemetry/${name}`);
const UNTRACED = new Set(["/healthz", "/readyz", "/metrics"]);

if (existsSync(".env")) process.loadEnvFile(".env");
if (Object.keys(process.env).some((name) => name.startsWith("OTEL_"))) await startTelemetry();

async function startTelemetry() {
  const packages = await Promise.all(PACKAGES.map((name) => import(name))).catch((error) => {
    if (error.code !== "ERR_MODULE_NOT_FOUND") throw error;
    // NPCs that answer are worth more than spans of NPCs that do not.
    process.stderr.write(
      `OTEL_* is set, but OpenTelemetry is not installed, so the relay runs without it. To install it:\n` +
        `  npm install --no-save ${PACKAGES.join(" ")}\n`,
    );
  });
  if (packages === undefined) return;
  const [{ NodeSDK }, { HttpInstrumentation }, { UndiciInstrumentation }] = packages;
  process.env.OTEL_SERVICE_NAME ??= "townsfolk-relay";
  // Prometheus has the metrics, and the logs are on the standard output.
  process.env.OTEL_METRICS_EXPORTER ??= "none";
  process.env.OTEL_LOGS_EXPORTER ??= "none";
  const http = new HttpInstrumentation({
    disableOutgoingRequestInstrumentation: true,
    ignoreIncomingRequestHook: ({ url = "" }) => UNTRACED.has(url),
    startIncomingSpanHook: ({ url }) => ({ "url.path": withoutPlayer(url), "url.query": "" }),
    requestHook: (span, { method, url }) => span.updateName(`${method} ${withoutPlayer(url)}`),
  });
  const sdk = new NodeSDK({ instrumentations: [http, new UndiciInstrumentation()] });
  sdk.start();
  // The relay imports it as a module, which nobody can wrap; what is required is the same server.
  createRequire(import.meta.url)("node:http");
  process.once("beforeExit", () => void sdk.shutdown());
}

/** Spans go to others, and no player goes anywhere. */
function withoutPlayer(url = "/") {
  return url.replace(/[?#].*$/, "").replace(/(\/players\/)[^/]+/g, "$1:player");
}
