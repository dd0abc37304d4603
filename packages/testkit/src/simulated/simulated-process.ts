import { type FaultPlan, SimulatedCrash, type Step } from "./fault-plan.ts";

/**
 * The life of the simulated process: counts steps, dies where the plan says, and knows which life a handle
 * belongs to, so that one from before a crash is dead for good.
 */
export interface SimulatedProcess {
  /** How many steps there were, over all lives. */
  readonly stepCount: number;
  /** A handle to this life: call it at each step. Throws SimulatedCrash when the process dies here or is dead. */
  enter(): (step: Step) => void;
  setPlan(plan: FaultPlan): void;
  /** Ends this life: every handle throws from now on. */
  end(): void;
}

export function createSimulatedProcess(initialPlan: FaultPlan): SimulatedProcess {
  let plan = initialPlan;
  let stepCount = 0;
  let life = 0;
  let isDead = false;
  return {
    get stepCount() {
      return stepCount;
    },
    enter() {
      const ownLife = life;
      return (step) => {
        if (ownLife !== life || isDead) throw new SimulatedCrash(step, stepCount);
        stepCount += 1;
        if (!plan(step, stepCount)) return;
        isDead = true;
        throw new SimulatedCrash(step, stepCount);
      };
    },
    setPlan(next) {
      plan = next;
    },
    end() {
      life += 1;
      isDead = false;
    },
  };
}
