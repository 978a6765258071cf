import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { metricsOf055 } from './metricsOf055';
import { metricsOfPdp } from './metricsOfPdp';
import { metricsOfQuery } from './metricsOfQuery';
import { monitoredQueries, panels, rules } from './monitoredQueries';
import { type DeployedPdp, startDeployedPdp } from './startDeployedPdp';

let pdp: DeployedPdp | undefined;
let real: ReadonlySet<string> = new Set();
beforeAll(async () => {
  pdp = await startDeployedPdp('service');
  real = await metricsOfPdp(pdp.httpUrl ?? '');
});
afterAll(async () => {
  await pdp?.stop();
});

const of055 = new Set(metricsOf055);
const monitored = new Set(monitoredQueries().flatMap(({ metrics }) => metrics));

describe('alerts and dashboard', () => {
  it.each(monitoredQueries())('read only metrics that a PDP has: $query', ({ metrics }) => {
    expect(metrics.filter((name) => !real.has(name) && !of055.has(name))).toEqual([]);
  });

  it('read a metric of 0.55 under its new name wherever they read it under its name of 0.51', () => {
    const renamed = [
      ['rpc_server_duration_milliseconds_count', 'rpc_server_call_duration_seconds_count'],
      ['rpc_server_duration_milliseconds_bucket', 'rpc_server_call_duration_seconds_bucket'],
    ] as const;
    const together = [
      ...rules().map(({ expr }) => metricsOfQuery(expr)),
      ...panels().map(({ targets }) => targets.flatMap(({ expr }) => metricsOfQuery(expr))),
    ];
    for (const [old, renewed] of renamed) {
      expect(real.has(old)).toBe(true);
      expect(of055.has(renewed)).toBe(true);
      for (const metrics of together) {
        expect(metrics.includes(old), metrics.join()).toBe(metrics.includes(renewed));
      }
    }
  });

  it('read nothing else that one of the two versions lacks', () => {
    const onlyIn051 = [...monitored].filter((name) => !of055.has(name));
    const onlyIn055 = [...monitored].filter((name) => !real.has(name));
    expect(onlyIn051.every((name) => name.startsWith('rpc_server_duration_'))).toBe(true);
    expect(onlyIn055.every((name) => name.startsWith('rpc_server_call_duration_'))).toBe(true);
    expect(metricsOf055.filter((name) => !monitored.has(name))).toEqual([]);
  });

  it('are read with the grammar of Prometheus, which refuses a mistake', () => {
    expect(metricsOfQuery('sum by (le) (rate(a_total{job="x"}[5m])) / b')).toEqual([
      'a_total',
      'b',
    ]);
    expect(() => metricsOfQuery('sum(rate(a_total[5m])')).toThrow('Not PromQL');
    expect(() => metricsOfQuery('histogram_quantil(0.9, a)')).toThrow('Not PromQL');
  });
});

describe('alerts', () => {
  it('each say what happened, and how urgent it is', () => {
    const alerts = rules().filter(({ alert }) => alert !== undefined);
    expect(alerts.length).toBeGreaterThan(0);
    for (const { alert, labels, annotations } of alerts) {
      expect(labels?.severity, alert).toMatch(/^(page|ticket)$/);
      expect(annotations?.summary, alert).toMatch(/\.$/);
    }
    const names = alerts.map(({ alert }) => alert);
    expect(names).toEqual([...new Set(names)]);
  });

  it('use the name of every series that is recorded', () => {
    const recorded = rules().flatMap(({ record }) => (record === undefined ? [] : [record]));
    const used = new Set(rules().flatMap(({ expr }) => metricsOfQuery(expr)));
    expect(recorded.filter((name) => !used.has(name))).toEqual([]);
  });
});

describe('the dashboard', () => {
  it('has panels of different ids, and none covers another one', () => {
    const all = panels();
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
    const cells = all.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, i) => `${x + (i % w)},${y + Math.floor(i / w)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
  });
});
