import { expect, it } from "vitest";
import { oneAtATime } from "./one-at-a-time.ts";

it("runs one work after the other, also after one that failed", async () => {
  const said: string[] = [];
  const line = oneAtATime();
  const work = (name: string) => async (): Promise<string> => {
    said.push(`${name} begins`);
    await Promise.resolve();
    said.push(`${name} ends`);
    if (name === "b") throw new Error("b failed");
    return name;
  };
  const all = await Promise.allSettled(["a", "b", "c"].map((name) => line.run(work(name))));
  expect(all.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  expect(said).toEqual(["a", "b", "c"].flatMap((name) => [`${name} begins`, `${name} ends`]));
});
