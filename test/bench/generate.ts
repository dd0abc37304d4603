/**
 * Writes the load that speed is measured on.
 *
 *     node --conditions=source test/bench/generate.ts N OUT.ndjson CONFIG_OUT.yaml [--seed 1]
 *
 * N lead events of some N/8 leads and 50 tenants over 180 days, and beside them (not counted in N)
 * spend and targets. A given N and seed is the same file on every machine.
 */
import { closeSync, openSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { leadLoad } from "./lead-load.ts";
import { LOAD_CONFIG_YAML } from "./load-config.ts";
import { planLoad } from "./plan-load.ts";

const CHUNK_CHARACTERS = 1 << 20;

/** The lines of the load, without line ends, by arrival. `deliveries`: how many of them are lead events. */
export function* loadLines(deliveries: number, seed: number): Generator<string> {
  const plans = planLoad(deliveries, seed);
  let next = 0;
  for (const { arrivesAt, line } of leadLoad(deliveries, seed)) {
    for (let plan = plans[next]; plan !== undefined && plan.arrivesAt <= arrivesAt; plan = plans[++next]) {
      yield plan.line;
    }
    yield line;
  }
  for (; next < plans.length; next++) yield plans[next]?.line as string;
}

/** Writes `lines` to `file`, each with a line end, holding about a megabyte at a time. Gives their count. */
export function writeLines(file: string, lines: Iterable<string>): number {
  const out = openSync(file, "w");
  try {
    let count = 0;
    let pending = "";
    for (const line of lines) {
      pending += `${line}\n`;
      count++;
      if (pending.length >= CHUNK_CHARACTERS) {
        writeFileSync(out, pending);
        pending = "";
      }
    }
    writeFileSync(out, pending);
    return count;
  } finally {
    closeSync(out);
  }
}

if (import.meta.main) {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { seed: { type: "string", default: "1" } },
  });
  const [n, out, configOut] = positionals;
  const deliveries = Number(n);
  const seed = Number(values.seed);
  if (
    !Number.isSafeInteger(deliveries) ||
    deliveries < 1 ||
    !Number.isSafeInteger(seed) ||
    out === undefined ||
    configOut === undefined
  ) {
    console.error("usage: generate.ts N OUT.ndjson CONFIG_OUT.yaml [--seed 1]");
    process.exitCode = 2;
  } else {
    writeFileSync(configOut, LOAD_CONFIG_YAML);
    const lines = writeLines(out, loadLines(deliveries, seed));
    console.log(`${deliveries} lead events, ${lines - deliveries} of spend and targets in ${out}`);
  }
}
