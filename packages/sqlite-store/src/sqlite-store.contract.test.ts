import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { storeContract } from "@stagefold/testkit";
import { openSqliteStore } from "./sqlite-store.ts";

for (const recentEntries of [0, 2, 1_000]) {
  storeContract(`the SQLite store with ${recentEntries} entries in memory`, () => {
    const directory = mkdtempSync(join(tmpdir(), "sqlite-store-"));
    const path = join(directory, "store");
    let store = openSqliteStore(path, { recentEntries });
    return {
      get store() {
        return store;
      },
      reopen() {
        store.close();
        store = openSqliteStore(path, { recentEntries });
        return store;
      },
      close() {
        store.close();
        rmSync(directory, { recursive: true });
      },
    };
  });
}
