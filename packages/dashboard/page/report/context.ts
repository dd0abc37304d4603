import type { TenantShape } from "@stagefold/reports";
import { createContext } from "preact";
import { useContext } from "preact/hooks";

/** The tenant that is looked at. */
export const TenantContext = createContext<TenantShape | null>(null);

/** Throws outside of a report. */
export function useTenant(): TenantShape {
  const tenant = useContext(TenantContext);
  if (tenant === null) throw new Error("no tenant here");
  return tenant;
}
