/**
 * Tasks over any log and stores, driven step by step by a test: what runs when is the test's to say.
 *
 * Tasks stand in stages, upstream first, as they feed each other through the log. Each has a store
 * that is named after it. A task can be restarted alone (whoever had it is fenced), on the store it
 * left or on none.
 */
import { type Log, type Processor, type Store, Task, type TaskId, type WallClock } from "@stagefold/processing";

/** One task to be run. */
export interface TaskPlan {
  readonly id: TaskId;
  /** As the task's option: a replay's INSTANT. */
  readonly clockLimit: number | null;
  readonly commitRecords: number;
  /** What the task runs under, as canonical text. */
  readonly configuration: string;
  /** A new processor over the task's store, under a configuration. */
  readonly processor: (store: Store, configuration: string) => Processor;
}

/** Where tasks run: simulated, or real. */
export interface TopologyWorld {
  /** The log as a process started now has it. */
  readonly log: () => Log;
  /** Opens the store called `name`, as its last commit left it. */
  readonly store: (name: string) => Store;
  /** Closed before: the store is gone, as with a new machine. */
  readonly loseStore: (name: string) => void;
  readonly wallClock: WallClock;
}

export interface TopologyOptions {
  readonly world: TopologyWorld;
  readonly stages: readonly (readonly TaskPlan[])[];
  readonly latenessMs: number;
  readonly commitIntervalMs: number;
  readonly replay: boolean;
}

interface Running {
  readonly task: Task;
  readonly store: Store;
}

/** Running tasks. After an error of any of them it is of no more use, as a process that died: open another. */
export class Topology {
  readonly #options: TopologyOptions;
  readonly #running = new Map<TaskPlan, Running>();

  private constructor(options: TopologyOptions) {
    this.#options = options;
  }

  /** Takes all tasks over. */
  static async open(options: TopologyOptions): Promise<Topology> {
    const topology = new Topology(options);
    for (const plan of topology.#plans) await topology.#start(plan);
    return topology;
  }

  /** All tasks, upstream first. */
  get tasks(): readonly Task[] {
    return this.#plans.map((plan) => this.#of(plan).task);
  }

  /** The task at `index`, counted upstream first and round again. */
  task(index: number): Task {
    return this.#of(this.#plan(index)).task;
  }

  /** Ends the task at `index` without a commit and starts it anew. */
  async restart(index: number, store: "kept" | "lost"): Promise<void> {
    const plan = this.#plan(index);
    this.#of(plan).store.close();
    if (store === "lost") this.#options.world.loseStore(storeName(plan.id));
    await this.#start(plan);
  }

  /** Steps all tasks, stage after stage, until there is nothing to read. */
  async drain(): Promise<void> {
    for (let busy = true; busy; ) {
      busy = false;
      for (const task of this.tasks) if ((await task.step()) !== "idle") busy = true;
    }
  }

  /** Ends a replay: all is read, and the clock moves to `instant`, stage after stage. */
  async end(instant: number): Promise<void> {
    for (const [depth, plans] of this.#options.stages.entries()) {
      await this.drain();
      for (const plan of plans) await this.#of(plan).task.end(depth === 0 ? instant : null);
    }
  }

  close(): void {
    for (const { store } of this.#running.values()) store.close();
  }

  get #plans(): readonly TaskPlan[] {
    return this.#options.stages.flat();
  }

  #plan(index: number): TaskPlan {
    return this.#plans[index % this.#plans.length] as TaskPlan;
  }

  #of(plan: TaskPlan): Running {
    return this.#running.get(plan) as Running;
  }

  async #start(plan: TaskPlan): Promise<void> {
    const { world, stages: _, ...options } = this.#options;
    const { processor: make, ...own } = plan;
    const store = world.store(storeName(plan.id));
    const processor = make(store, plan.configuration);
    const formerly = (configuration: string): Processor => make(store, configuration);
    const { wallClock } = world;
    const task = await Task.open({ ...options, ...own, log: world.log(), store, processor, formerly, wallClock });
    this.#running.set(plan, { task, store });
  }
}

function storeName({ group, partition }: TaskId): string {
  return `${group}-${partition}`;
}
