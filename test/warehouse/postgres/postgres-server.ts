/** A PostgreSQL of the test's own, in a temporary folder: what is installed on the machine, as a user that it accepts. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chownSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { freePort } from "../../kafka/broker/free-port.ts";
import { untilAnswers } from "../../kafka/neighbours/until-answers.ts";

export interface Postgres {
  /** For JDBC. */
  readonly url: string;
  readonly user: string;
  readonly password: string;
  /** The rows of a query, as JSON. */
  rows(query: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
  /** Runs statements. Throws where one fails. */
  run(statements: string): Promise<void>;
  remove(): Promise<void>;
}

const USER = "stagefold";
const INSTALLED = "/usr/lib/postgresql";

/** Starts it and waits until it answers. Throws, in a line, where PostgreSQL is not installed. */
export async function startPostgres(): Promise<Postgres> {
  const programs = programsFolder();
  const folder = mkdtempSync(join(tmpdir(), "stagefold-postgres-"));
  const data = join(folder, "data");
  mkdirSync(data);
  const as = serverUser([folder, data]);
  const settings = ["-A", "trust", "-U", USER, "--no-sync", "-E", "UTF8", "--locale=C.UTF-8"];
  execFileSync(join(programs, "initdb"), ["-D", data, ...settings], { ...as, cwd: folder, stdio: "pipe" });
  const port = await freePort();
  const options = [`port=${port}`, "listen_addresses=127.0.0.1", `unix_socket_directories=${folder}`, "fsync=off"];
  const server = spawn(join(programs, "postgres"), ["-D", data, ...options.flatMap((option) => ["-c", option])], {
    ...as,
    cwd: folder,
    stdio: "ignore",
  });
  const killAtExit = (): void => void server.kill("SIGKILL");
  process.on("exit", killAtExit);

  const psql = (text: string): Promise<string> =>
    answerOf(
      spawn(
        join(programs, "psql"),
        ["-h", "127.0.0.1", "-p", String(port), "-U", USER, "-d", "postgres", "-XqAt", "-v", "ON_ERROR_STOP=1"],
        { env: { ...process.env, PGTZ: "UTC" } },
      ),
      text,
    );
  const remove = async (): Promise<void> => {
    process.off("exit", killAtExit);
    const ended = once(server, "exit");
    // At once, its connections notwithstanding.
    server.kill("SIGQUIT");
    await Promise.race([ended, setTimeout(10_000, undefined, { ref: false }).then(() => server.kill("SIGKILL"))]);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await untilAnswers(
      async () => void (await psql("SELECT 1")),
      async () => server.exitCode !== null,
    );
  } catch (error) {
    await remove();
    throw error;
  }
  return {
    url: `jdbc:postgresql://127.0.0.1:${port}/postgres`,
    user: USER,
    // It trusts whoever comes from this machine.
    password: "unused",
    async rows(query) {
      const lines = await psql(`SELECT row_to_json(one_row) FROM (${query}) AS one_row;`);
      return lines
        .split("\n")
        .filter(Boolean)
        .map((line) => JSON.parse(line) as Record<string, unknown>);
    },
    run: async (statements) => void (await psql(statements)),
    remove,
  };
}

function programsFolder(): string {
  try {
    const newest = readdirSync(INSTALLED).sort((a, b) => Number(b) - Number(a))[0];
    if (newest !== undefined) return join(INSTALLED, newest, "bin");
  } catch {
    // There is no such folder.
  }
  throw new Error("the tests on a warehouse need PostgreSQL: install it (Debian: postgresql)");
}

/** It refuses to run as root; Debian's package brings a user for it. */
function serverUser(folders: readonly string[]): { readonly uid?: number; readonly gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const idOf = (option: string): number => Number(execFileSync("id", [option, "postgres"]).toString());
  const [uid, gid] = [idOf("-u"), idOf("-g")];
  for (const folder of folders) chownSync(folder, uid, gid);
  return { uid, gid };
}

async function answerOf(child: ChildProcess, input: string): Promise<string> {
  let [answer, trouble] = ["", ""];
  child.stdout?.setEncoding("utf8").on("data", (text: string) => (answer += text));
  child.stderr?.setEncoding("utf8").on("data", (text: string) => (trouble += text));
  child.stdin?.end(input);
  const [code] = await once(child, "close");
  if (code !== 0) throw new Error(`psql ended with ${code}: ${trouble}`);
  return answer;
}
