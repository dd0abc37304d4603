/** The rights that services need, as text. Pure. */
import { type Right, rightText } from "@stagefold/kafka";
import { type ServiceName, serviceRights } from "@stagefold/service";

export const ACL_FORMATS = ["table", "commands", "json"] as const;
export type AclFormat = (typeof ACL_FORMATS)[number];

interface Acl {
  readonly principal: string;
  readonly right: Right;
}

/** Of each service in the order given, as `principal`; null: as one of each service's own. A right of one principal once. */
export function aclText(services: readonly ServiceName[], principal: string | null, format: AclFormat): string {
  const acls = distinct(
    services.flatMap((service) =>
      serviceRights(service).map((right) => ({ principal: principal ?? principalOf(service), right })),
    ),
  );
  switch (format) {
    case "table":
      return tableOf(acls);
    case "commands":
      return `${acls.map(commandOf).join("\n")}\n`;
    case "json":
      return `${JSON.stringify(
        acls.map(({ principal: who, right }) => ({
          principal: who,
          resource: right.resource,
          name: right.name,
          pattern: right.isPrefix ? "prefixed" : "literal",
          operation: right.operation,
          optional: right.isOptional,
        })),
        null,
        2,
      )}\n`;
  }
}

function principalOf(service: ServiceName): string {
  return `User:stagefold-${service.replace(" ", "-")}`;
}

function distinct(acls: readonly Acl[]): readonly Acl[] {
  const byText = new Map<string, Acl>();
  for (const acl of acls) {
    const text = `${acl.principal} ${rightText(acl.right)}`;
    const there = byText.get(text);
    if (there === undefined || there.right.isOptional) byText.set(text, acl);
  }
  return [...byText.values()];
}

function tableOf(acls: readonly Acl[]): string {
  const rows = [
    ["principal", "resource", "operation"],
    ...acls.map(({ principal, right }) => {
      const { resource, name, isPrefix, operation, isOptional } = right;
      return [principal, `${resource} ${name}${isPrefix ? "*" : ""}`, `${operation}${isOptional ? " (optional)" : ""}`];
    }),
  ];
  const width = (column: number): number => Math.max(...rows.map((row) => row[column]?.length ?? 0));
  const [first, second] = [width(0), width(1)];
  return rows
    .map(([who = "", what = "", may = ""]) => `${who.padEnd(first)}  ${what.padEnd(second)}  ${may}\n`)
    .join("");
}

/** Kafka asks where its brokers are: in the variable that is set for all of our commands. */
function commandOf({ principal, right }: Acl): string {
  const { resource, name, isPrefix, operation } = right;
  const pattern = isPrefix ? " --resource-pattern-type prefixed" : "";
  return (
    `kafka-acls.sh --bootstrap-server "$KAFKA_BROKERS" --add --allow-principal ${principal} ` +
    `--operation ${operation} --${resource} ${name}${pattern}`
  );
}
