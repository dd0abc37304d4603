/** How many bytes of bodies are held at once, over all requests: so that many large ones together cannot use up the memory. */
import { HttpProblem } from "@stagefold/http";
import { NO_ROOM } from "../problem/intake-problems.ts";

export interface BodyBudget {
  /** What one request holds. */
  share(): BodyShare;
}

export interface BodyShare {
  /** Counts so many bytes more. Throws 429 where there is no room for them; nothing is counted then. */
  take(bytes: number): void;
  /** Gives back all that was counted. */
  release(): void;
}

/** A budget of so many bytes. */
export function bodyBudget(mostBytes: number): BodyBudget {
  let held = 0;
  return {
    share() {
      let own = 0;
      return {
        take(bytes) {
          if (held + bytes > mostBytes) {
            const detail = "the bodies of other requests take all the room there is: send it again in a moment";
            throw new HttpProblem(NO_ROOM, detail, { headers: { "retry-after": "1" } });
          }
          held += bytes;
          own += bytes;
        },
        release() {
          held -= own;
          own = 0;
        },
      };
    },
  };
}
