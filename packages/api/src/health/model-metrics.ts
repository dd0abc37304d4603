import type { ServerMetrics } from "@stagefold/http";
import type { LiveStreams } from "../live/register-events.ts";
import type { Following } from "../model.ts";

/** Measures the read model and who listens to it. */
export function observeModel(metrics: ServerMetrics, following: Following, streams: LiveStreams): void {
  metrics.gauge("stagefold_api_event_streams", "Clients that listen to live events.", streams.count);
  metrics.gauge(
    "stagefold_read_model_behind_records",
    "Records of the topics that the read model has not read.",
    () => following.state().behind,
  );
  metrics.gauge("stagefold_read_model_caught_up", "1 where the read model stands where the topics end.", () =>
    Number(following.state().caughtUp),
  );
}
