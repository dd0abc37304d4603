export {
  describeIntakeEnvironment,
  type IntakeEnvironment,
  readIntakeEnvironment,
} from "./environment/intake-environment.ts";
export { type IntakeSettings, intakeOn } from "./running/intake-on.ts";
export { readSecrets } from "./signature/secrets.ts";
