import type { RequestHandler } from "express";
import { Router } from "express";
import type { ErrorReply } from "../../../game/townsfolk/wire/contract.ts";
import { inShort } from "../../http/errors.ts";
import { openApiDocument } from "./document.ts";
import { ENDPOINTS } from "./endpoints.ts";

/** Made when somebody asks for it first. */
export function getOpenApi(): RequestHandler {
  let document: string | undefined;
  return (_req, res) => {
    document ??= JSON.stringify(openApiDocument());
    res.type("application/json").send(document);
  };
}

/** Behind all endpoints: what is asked by a method that it does not take is told which it takes. */
export function wrongMethods(): Router {
  const router = Router();
  for (const path of new Set(ENDPOINTS.map((endpoint) => endpoint.path)))
    router.all(path.replaceAll(/\{(\w+)\}/g, ":$1"), onlyBy(methodsOf(path)));
  return router;
}

const methodsOf = (path: string): string[] =>
  ENDPOINTS.filter((endpoint) => endpoint.path === path)
    .map(({ method }) => method.toUpperCase())
    .flatMap((method) => (method === "GET" ? ["GET", "HEAD"] : [method]));

/** https://www.rfc-editor.org/rfc/rfc9110#name-405-method-not-allowed */
const onlyBy =
  (methods: string[]): RequestHandler =>
  (req, res) => {
    const message = `${inShort(req.path)} takes ${methods.join(" or ")}, not ${req.method}.`;
    res.status(405).set("allow", methods.join(", "));
    res.json({ error: { code: "unknown_route", message } } satisfies ErrorReply);
  };
