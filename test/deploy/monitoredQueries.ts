import { readDeployFile, readDocuments } from './deployFiles';
import { metricsOfQuery } from './metricsOfQuery';

/** A rule of `monitoring/alerts.yaml`: an alert, or a recorded series. */
export interface Rule {
  readonly alert?: string;
  readonly record?: string;
  readonly expr: string;
  readonly labels?: { readonly severity?: string };
  readonly annotations?: { readonly summary?: string };
}

/** A panel of `monitoring/dashboard.json`. */
export interface Panel {
  readonly id: number;
  readonly title: string;
  readonly gridPos: Readonly<Record<'x' | 'y' | 'w' | 'h', number>>;
  readonly targets: readonly { readonly expr: string; readonly refId: string }[];
}

/** The rules of the file of alerts. */
export function rules(): Rule[] {
  const [file] = readDocuments('monitoring/alerts.yaml') as [
    { groups: readonly { rules: readonly Rule[] }[] },
  ];
  return file.groups.flatMap((group) => group.rules);
}

/** The panels of the dashboard. */
export function panels(): readonly Panel[] {
  const file = JSON.parse(readDeployFile('monitoring/dashboard.json')) as { panels: Panel[] };
  return file.panels;
}

/** Prometheus makes `up` itself. */
const notOfThePdp = new Set(['up']);

/** Every metric of a PDP that alerts and dashboard read, and the queries themselves. */
export function monitoredQueries(): { readonly query: string; readonly metrics: string[] }[] {
  const recorded = new Set(rules().map(({ record }) => record));
  const queries = [
    ...rules().map(({ expr }) => expr),
    ...panels().flatMap(({ targets }) => targets.map(({ expr }) => expr)),
  ];
  return queries.map((query) => ({
    query,
    metrics: metricsOfQuery(query).filter((name) => !notOfThePdp.has(name) && !recorded.has(name)),
  }));
}
