export * from "./errors.ts";
export {
  type AlertRelay,
  openAlertRelay,
  type RelayEvents,
  type RelayOptions,
  type RelayState,
  type TargetState,
} from "./open-relay.ts";
export type { AlertSettings, TargetSettings } from "./settings/alert-settings.ts";
export { type ParsedSettings, parseAlertSettings, type SettingsProblem } from "./settings/parse-settings.ts";
export type { ReadSecret, SecretPlace } from "./settings/settings-shape.ts";
