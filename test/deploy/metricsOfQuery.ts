import { parser } from '@prometheus-io/lezer-promql';

/**
 * The metrics that an expression of PromQL reads. It is Prometheus' own grammar.
 *
 * @throws Error if the grammar does not accept the expression.
 */
export function metricsOfQuery(query: string): string[] {
  // Grafana replaces these before Prometheus reads the query.
  const expression = query.replaceAll('$__rate_interval', '5m');
  const metrics = new Set<string>();
  let parent = '';
  parser.parse(expression).iterate({
    enter({ name, type, from, to }) {
      const text = expression.slice(from, to);
      if (type.isError) throw new Error(`Not PromQL: ${expression}, at ${from}: ${text}`);
      if (name === 'Identifier' && parent === 'VectorSelector') metrics.add(text);
      parent = name;
    },
  });
  return [...metrics];
}
