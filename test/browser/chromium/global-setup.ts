/**
 * What the browser tests look at: the demonstration's data, served as `stagefold serve` serves it, and a Chromium to
 * look with (STAGEFOLD_TEST_CHROMIUM, else the system's).
 */
import { existsSync } from "node:fs";
import type { TestProject } from "vitest/node";
import { serveDemo } from "../demo/serve-demo.ts";

declare module "vitest" {
  interface ProvidedContext {
    readonly chromium: string;
    /** Where the dashboard is, without a slash at the end. */
    readonly dashboard: string;
    /** What `stagefold demo` left. */
    readonly demoFolder: string;
  }
}

const PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** vitest's global setup; what it returns ends it. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const chromium = process.env.STAGEFOLD_TEST_CHROMIUM || PLACES.find((place) => existsSync(place));
  if (chromium === undefined) {
    throw new Error("There is no Chromium: `apt-get install chromium`, or name one with STAGEFOLD_TEST_CHROMIUM.");
  }
  const served = await serveDemo();
  project.provide("chromium", chromium);
  project.provide("dashboard", served.url);
  project.provide("demoFolder", served.folder);
  return served.stop;
}
