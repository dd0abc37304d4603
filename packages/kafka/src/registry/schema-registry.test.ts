/** What is made of answers that no registry of the tests gives. */
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { openSchemaRegistry } from "./schema-registry.ts";

/** The address of a server that answers so. */
async function answering(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const server = createServer(answer).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(async () => {
    server.closeAllConnections();
    await once(server.close(), "close");
  });
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const status = (code: number, body = "{}") =>
  answering((_, response) => response.writeHead(code, { "content-type": "application/json" }).end(body));

describe("a schema registry", () => {
  it("is given user and password, of the address or beside it, and never shows them", async () => {
    const seen: (string | undefined)[] = [];
    const at = await answering(({ headers, url }, response) => {
      seen.push(url, headers.authorization);
      response.end('{"schema":"{}"}');
    });

    const inAddress = openSchemaRegistry({ url: `http://us%40er:secret@${at}/base/` });
    await inAddress.schemaOf(7);
    await openSchemaRegistry({ url: `http://${at}`, username: "us@er", password: "secret" }).schemaOf(7);

    const basic = `Basic ${btoa("us@er:secret")}`;
    expect(seen).toEqual(["/base/schemas/ids/7", basic, "/schemas/ids/7", basic]);
    expect(inAddress.url).toBe(`http://${at}/base`);
  });

  it.each([401, 403, 422])("refuses for good with %i", async (code) => {
    const registry = openSchemaRegistry({ url: `http://${await status(code)}` });

    await expect(registry.schemaOf(7)).rejects.toMatchObject({ code: "STF-REG-002", disposition: "halt" });
  });

  it.each([429, 500, 503])("is away for a while with %i", async (code) => {
    const registry = openSchemaRegistry({ url: `http://${await status(code)}` });

    await expect(registry.schemaOf(7)).rejects.toMatchObject({ code: "STF-REG-001", disposition: "retry" });
  });

  it("is away where it does not answer in time", async () => {
    const registry = openSchemaRegistry({ url: `http://${await answering(() => {})}`, timeoutMs: 20 });

    await expect(registry.schemaOf(7)).rejects.toMatchObject({ code: "STF-REG-001", disposition: "retry" });
  });

  it("is none where a page comes back", async () => {
    const registry = openSchemaRegistry({ url: `http://${await status(200, "<html>log in</html>")}` });

    await expect(registry.schemaOf(7)).rejects.toMatchObject({ code: "STF-REG-002", disposition: "halt" });
  });
});
