/**
 * A broker whose clients need TLS, a login (SCRAM-SHA-512) and rights. Beside it a listener without any of these, on
 * loopback, where tests are whoever may do everything.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Server } from "../neighbours/server.ts";
import { startJvmBroker } from "./jvm-broker.ts";
import { runProgram } from "./run-program.ts";

export interface SecuredBroker extends Server {
  /** host:port of the listener that asks nothing. */
  readonly open: string;
  /** The file of the certificate of the authority that signed the broker's. */
  readonly caFile: string;
}

const REMEDY = "install openssl (Debian: openssl)";

/** Starts one that knows these users, by name their passwords. Nobody has any right. */
export async function startSecuredBroker(users: Readonly<Record<string, string>>): Promise<SecuredBroker> {
  const folder = mkdtempSync(join(tmpdir(), "stagefold-tls-"));
  let open = "";
  try {
    await makeCertificates(folder);
    const broker = await startJvmBroker({
      properties: ({ listens, internal, controller }) => {
        open = internal;
        return {
          listeners: `SECURED://${listens},INTERNAL://${internal},CONTROLLER://${controller}`,
          "advertised.listeners": `SECURED://${listens},INTERNAL://${internal}`,
          "listener.security.protocol.map": "SECURED:SASL_SSL,INTERNAL:PLAINTEXT,CONTROLLER:PLAINTEXT",
          "sasl.enabled.mechanisms": "SCRAM-SHA-512",
          "ssl.keystore.type": "PEM",
          "ssl.keystore.location": join(folder, "broker.pem"),
          "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
          "super.users": "User:ANONYMOUS",
          "listener.name.secured.scram-sha-512.sasl.jaas.config":
            "org.apache.kafka.common.security.scram.ScramLoginModule required;",
        };
      },
      format: Object.entries(users).flatMap(([name, password]) => [
        "--add-scram",
        `SCRAM-SHA-512=[name=${name},password=${password}]`,
      ]),
      probeAt: ({ internal }) => internal,
    });
    return {
      ...broker,
      open,
      caFile: join(folder, "ca.pem"),
      async remove() {
        await broker.remove();
        rmSync(folder, { recursive: true, force: true });
      },
    };
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

/** An authority, and a certificate of the broker that it has signed. */
async function makeCertificates(folder: string): Promise<void> {
  const openssl = (...args: readonly string[]): Promise<void> => runProgram("openssl", args, folder, REMEDY);
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  await openssl("req", "-x509", ...key, "-keyout", "ca.key", "-out", "ca.pem", "-days", "2", "-subj", "/CN=test-ca");
  await openssl("req", ...key, "-keyout", "broker.key", "-out", "broker.csr", "-subj", "/CN=broker");
  writeFileSync(join(folder, "san.txt"), "subjectAltName=DNS:localhost,IP:127.0.0.1\n");
  const sign = ["-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "2", "-extfile", "san.txt"];
  await openssl("x509", "-req", "-in", "broker.csr", ...sign, "-out", "broker.crt");
  const parts = ["broker.key", "broker.crt", "ca.pem"].map((name) => readFileSync(join(folder, name), "utf8"));
  writeFileSync(join(folder, "broker.pem"), parts.join(""));
}
