import { describe, expect, it } from "vitest";
import { SERVICE_NAMES, serviceRights } from "./service-rights.ts";

describe.each(SERVICE_NAMES)("the rights of %s", (service) => {
  const rights = serviceRights(service);

  it("are there once each", () => {
    const names = rights.map(({ operation, resource, name }) => `${operation} ${resource} ${name}`);
    expect(new Set(names).size).toBe(names.length);
  });

  it("let it see every topic of which it has any right, whatever it can do without", () => {
    const needed = rights.filter(({ resource, isOptional }) => resource === "topic" && !isOptional);
    const seen = new Set(needed.map(({ name }) => name));
    expect(rights.filter(({ resource, name }) => resource === "topic" && !seen.has(name))).toEqual([]);
  });
});
