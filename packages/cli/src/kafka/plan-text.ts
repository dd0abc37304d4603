import { type Difference, isWrong, type PlannedTopic } from "@stagefold/kafka";

/** A plan for a person: a line per topic, below it what differs, and what it comes to. Pure. */
export function planText(planned: readonly PlannedTopic[]): string {
  const width = Math.max(...planned.map(({ wanted }) => wanted.name.length));
  const lines = planned.flatMap((topic) => [
    `${topic.wanted.name.padEnd(width)}  ${stateText(topic)}`,
    ...topic.differences.map((difference) => `  ${differenceText(difference)}`),
  ]);
  return [...lines, "", sumText(planned)].join("\n");
}

function stateText({ found, differences }: PlannedTopic): string {
  if (found === null) return "missing";
  const { partitions, replicationFactor, settings } = found;
  const size = `${counted(partitions, "partition", "partitions")}, ${counted(replicationFactor, "replica", "replicas")}`;
  if (settings === null) return `${size}; its settings could not be checked: DescribeConfigs is not permitted`;
  return differences.length === 0 ? `${size}; good` : size;
}

function differenceText({ setting, found, wanted, severity, why }: Difference): string {
  const label = severity === "wrong results" ? "WRONG RESULTS" : "advice";
  return `${label}: ${setting} is ${found === "" ? "empty" : found}, wanted ${wanted}: ${why}`;
}

function sumText(planned: readonly PlannedTopic[]): string {
  const missing = planned.filter(({ found }) => found === null).length;
  const wrong = planned.filter(isWrong).length - missing;
  const advice = planned.flatMap((topic) => topic.differences).filter(({ severity }) => severity === "advice").length;
  const lines = [`${missing} missing, ${wrong} that would give wrong results, ${advice} advised otherwise`];
  if (missing > 0) lines.push("stagefold topics apply makes what is missing");
  const differences = planned.flatMap((topic) => topic.differences);
  if (differences.some(({ isAlterable }) => isAlterable))
    lines.push("stagefold topics apply --alter sets what differs to what is wanted");
  if (differences.some(({ setting }) => setting === "partitions")) lines.push(PARTITIONS_TEXT);
  return lines.join("\n");
}

/** Why no command of ours changes a number of partitions, and what to do. */
export const PARTITIONS_TEXT =
  "A number of partitions is never changed: the records of a key would lie in two of them. Make all topics anew, " +
  "under the number wanted, and send the inputs again; one that holds nothing yet can be deleted and made again";

function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}
