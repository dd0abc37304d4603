/**
 * The object store that the tests run on: STAGEFOLD_TEST_S3 (an endpoint, with credentials where the AWS SDK finds
 * them) where that is set, else one that is started here and stopped when the last test has ended.
 */
import type { TestProject } from "vitest/node";
import { startMotoServer } from "./moto-server.ts";

declare module "vitest" {
  interface ProvidedContext {
    readonly s3Endpoint: string;
  }
}

/** vitest's global setup; what it returns ends it. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env.STAGEFOLD_TEST_S3;
  if (given !== undefined && given !== "") {
    project.provide("s3Endpoint", given);
    return async () => {};
  }
  const store = await startMotoServer();
  // It takes any: the tests' processes inherit them.
  process.env.AWS_ACCESS_KEY_ID ??= "test";
  process.env.AWS_SECRET_ACCESS_KEY ??= "test";
  project.provide("s3Endpoint", store.endpoint);
  return store.stop;
}
