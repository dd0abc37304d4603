export {
  describeIntakeEnvironment,
  type IntakeEnvironment,
  readIntakeEnvironment,
} from "./environment/intake-environment.ts";
export { type IntakeSettings, intakeOn } from "./running/intake-on.ts";
export { type IntakeRun, intakeBeside, readIntakeRun, runIntake } from "./running/run-intake.ts";
export { readSecrets } from "./signature/secrets.ts";
