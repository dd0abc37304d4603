/** The expressions of our alert rules and dashboards, and the metrics that they name. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

const FOLDER = join(import.meta.dirname, "../../infra/observability");

export interface NamedExpression {
  /** The alert, or dashboard and panel. */
  readonly of: string;
  readonly expr: string;
}

export interface AlertRule {
  readonly alert: string;
  readonly expr: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

/** All alert rules. */
export function alertRules(): readonly AlertRule[] {
  const file = parse(readFileSync(join(FOLDER, "rules/stagefold.yaml"), "utf8")) as {
    readonly groups: readonly { readonly rules: readonly AlertRule[] }[];
  };
  return file.groups.flatMap(({ rules }) => rules);
}

interface Dashboard {
  readonly uid: string;
  readonly title: string;
  readonly panels: readonly {
    readonly id: number;
    readonly title: string;
    readonly description?: string;
    readonly targets?: readonly { readonly expr: string }[];
  }[];
  readonly templating: { readonly list: readonly { readonly type: string; readonly definition?: string }[] };
}

/** All dashboards, by the names of their files. */
export function dashboards(): ReadonlyMap<string, Dashboard> {
  const folder = join(FOLDER, "grafana/dashboards");
  return new Map(readdirSync(folder).map((name) => [name, JSON.parse(readFileSync(join(folder, name), "utf8"))]));
}

/** What the panels of all dashboards ask, with Grafana's variables filled in. */
export function panelExpressions(): readonly NamedExpression[] {
  return [...dashboards().values()].flatMap(({ title, panels }) =>
    panels.flatMap((panel) =>
      (panel.targets ?? []).map(({ expr }) => ({
        of: `${title}: ${panel.title}`,
        expr: expr.replaceAll("$__rate_interval", "1m").replaceAll(/\$\w+/g, ".*"),
      })),
    ),
  );
}

/** The names of metrics in an expression: of a histogram, without what makes its series. */
export function metricsIn(expr: string): readonly string[] {
  const names = expr.match(/\b(stagefold|process|nodejs)_[a-z0-9_]+/g) ?? [];
  return names.map((name) => name.replace(/_(bucket|count|sum)$/, ""));
}
