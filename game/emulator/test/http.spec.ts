import { createServer, type IncomingMessage, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { closeLittlePlaces, openLittlePlace, printed } from "./support/little-place.ts";

afterEach(closeLittlePlaces);

async function withServer(listener: RequestListener, run: (url: string) => Promise<void>): Promise<void> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    await run(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

test("a request goes out with its secret, and its answer comes back as Roblox gives it", async () => {
  const seen: { request: IncomingMessage; body: string }[] = [];
  const listener: RequestListener = (request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      seen.push({ request, body: Buffer.concat(parts).toString() });
      response
        .writeHead(201, { "content-type": "application/json" })
        .end('{"said":"héllo \\u0041\\ud83d\\ude00","list":[1,2.5,null]}');
    });
  };
  await withServer(listener, async (url) => {
    const server = await openLittlePlace(
      {
        server: `
          local http = game:GetService("HttpService")
          local key = http:GetSecret("Key")
          local response = http:RequestAsync({
            Url = http:GetSecret("Url"):AddSuffix("/v1/talk?n=1"),
            Method = "POST",
            Headers = { authorization = key:AddPrefix("Bearer "), ["content-type"] = "application/json" },
            Body = http:JSONEncode({ text = 'a "quoted"\\nline', none = {}, deep = { { ok = true } } }),
          })
          local body = http:JSONDecode(response.Body)
          print(response.Success, response.StatusCode, response.StatusMessage, response.Headers["content-type"])
          print(body.said, #body.list, body.list[2])
          print(key, pcall(function() return http:JSONEncode({ key }) end))
          print(pcall(function() http:RequestAsync({ Url = "http://127.0.0.1", Method = "POST", Body = key }) end))`,
      },
      { studio: false, secrets: { Url: url, Key: "s3cret" } },
    );
    const lines = await printed(server, 4);
    expect(lines[0]).toBe("true 201 Created application/json");
    expect(lines[1]).toBe("héllo A😀 2 2.5");
    expect(lines[2]).toMatch(/^Secret false .*Can't convert to JSON/);
    expect(lines[3]).toContain("Body must be a string");
    expect(lines.join()).not.toContain("s3cret");
    expect(seen[0]?.request.url).toBe("/v1/talk?n=1");
    expect(seen[0]?.request.headers.authorization).toBe("Bearer s3cret");
    expect(JSON.parse(seen[0]?.body ?? "")).toEqual({ text: 'a "quoted"\nline', none: [], deep: [{ ok: true }] });
    expect(server.requestsLastMinute()).toBe(1);
  });
});

test("a test that looks again and again does not keep the answer from coming", async () => {
  await withServer(
    (_, response) => setTimeout(() => response.end(), 50),
    async (url) => {
      const server = await openLittlePlace({
        server: `workspace:SetAttribute("Status", game:GetService("HttpService"):RequestAsync({ Url = "${url}" }).StatusCode)`,
      });
      for (;;) if ((await server.see("Workspace")).attributes.Status === 200) break;
    },
  );
});

test("requests that nobody answers fail with Roblox's errors, and others go on meanwhile", async () => {
  const listener: RequestListener = (request, response) => {
    if (request.url === "/quick") response.end("quick");
  };
  await withServer(listener, async (url) => {
    const server = await openLittlePlace({
      server: `
        local http = game:GetService("HttpService")
        task.spawn(function()
          print(pcall(function() return http:RequestAsync({ Url = "${url}/never", Timeout = 1 }) end))
        end)
        print(http:RequestAsync({ Url = "${url}/quick" }).Body)
        print(pcall(function() return http:RequestAsync({ Url = "http://127.0.0.1:9" }) end))`,
    });
    const lines = await printed(server, 3);
    expect(lines[0]).toBe("quick");
    expect(lines.slice(1).sort()).toEqual(["false HttpError: ConnectFail", "false HttpError: Timedout"]);
  });
});

test("a timeout is a whole number of seconds, and no longer than Roblox's own", async () => {
  const server = await openLittlePlace(
    {
      server: `
        for _, timeout in { 0.5, 0, -1, 21, "5", math.huge, 0 / 0, 20, 1 } do
          local _, problem = pcall(function()
            game:GetService("HttpService"):RequestAsync({ Url = "http://127.0.0.1:9", Timeout = timeout })
          end)
          print(timeout, problem)
        end`,
    },
    { httpTimeout: 20 },
  );
  const lines = await printed(server, 9);
  for (const line of lines.slice(0, 7))
    expect(line).toContain("Timeout must be a whole number of seconds from 1 to 20");
  expect(lines.slice(7)).toEqual(["20 HttpError: ConnectFail", "1 HttpError: ConnectFail"]);
});

test("a request that asks for no timeout is given up after Roblox's own", async () => {
  await withServer(
    () => {},
    async (url) => {
      const server = await openLittlePlace(
        { server: `print(pcall(function() game:GetService("HttpService"):RequestAsync({ Url = "${url}" }) end))` },
        { httpTimeout: 1 },
      );
      expect(await printed(server, 1)).toEqual(["false HttpError: Timedout"]);
    },
  );
});

test("a place server gets 500 requests a minute, and no more", async () => {
  await withServer(
    (_, response) => response.end(),
    async (url) => {
      const server = await openLittlePlace({
        server: `
          local http, open = game:GetService("HttpService"), 501
          for _ = 1, 501 do
            task.spawn(function()
              local ok, problem = pcall(function() http:RequestAsync({ Url = "${url}" }) end)
              if not ok then print(problem) end
              open -= 1
              if open == 0 then print("all") end
            end)
          end`,
      });
      expect(await printed(server, 2)).toEqual(["Number of requests exceeded limit", "all"]);
      expect(server.requestsLastMinute()).toBe(500);
    },
  );
});

test("only the server may use the network, and only with headers that Roblox leaves it", async () => {
  const request = (options: string) => `
    print(pcall(function() game:GetService("HttpService"):RequestAsync({ Url = "http://127.0.0.1:9", ${options} }) end))`;
  const server = await openLittlePlace({
    server: request('Headers = { ["User-Agent"] = "me" }') + request('Method = "GET", Body = "x"'),
    client: request("") + `print(pcall(function() game:GetService("HttpService"):GetSecret("Key") end))`,
  });
  await server.join({ userId: 1, name: "Ann" });
  expect(await printed(server, 4)).toEqual([
    'false Header "User-Agent" is not allowed!',
    expect.stringContaining("GET and HEAD requests cannot have a body"),
    expect.stringContaining("Http requests can only be executed by game server"),
    expect.stringContaining("GetSecret can only be called from the server"),
  ]);
});

test("GUIDs are version 4 and never repeat, in all place servers", async () => {
  const server = `for _ = 1, 50 do print(game:GetService("HttpService"):GenerateGUID(false)) end print(game.JobId)`;
  const servers = await Promise.all([openLittlePlace({ server }), openLittlePlace({ server }, { studio: false })]);
  const lines = (await Promise.all(servers.map((server) => printed(server, 51)))).flat();
  const guids = lines.filter((line) => line !== "");
  expect(new Set(guids).size).toBe(101);
  for (const guid of guids)
    expect(guid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i);
});

test("closing a place server ends what is still open", async () => {
  await withServer(
    () => {},
    async (url) => {
      const server = await openLittlePlace({
        server: `game:GetService("HttpService"):RequestAsync({ Url = "${url}" }) print("no")`,
      });
      await server.until(() => server.requestsLastMinute() === 1);
      await server.close();
      await expect(server.join({ userId: 1, name: "Ann" })).rejects.toThrow("the place server is closed");
      expect(server.logs).toEqual([]);
    },
  );
});
