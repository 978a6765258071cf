import { HTTP } from '@cerbos/http';
import type { CerbosClient, ClientCheckRequest, ClientPlanRequest } from '../../../../src';

/** A client of the real PDP that notes what goes by. */
export interface Watched extends CerbosClient {
  readonly checks: ClientCheckRequest[];
  readonly plans: ClientPlanRequest[];
  /** How many calls there were. */
  readonly calls: number;
  /** The questions that were asked, flat: `kind id action`. */
  readonly asked: readonly string[];
  /** The attributes that were sent last about a resource. */
  attrOf(kind: string, id: string): unknown;
  forget(): void;
}

export function watched(url: string): Watched {
  const client = new HTTP(url);
  const checks: ClientCheckRequest[] = [];
  const plans: ClientPlanRequest[] = [];
  return {
    checks,
    plans,
    get calls() {
      return checks.length + plans.length;
    },
    get asked() {
      return checks.flatMap(({ resources }) =>
        resources.flatMap(({ resource: { kind, id }, actions }) =>
          actions.map((action) => `${kind} ${id} ${action}`),
        ),
      );
    },
    attrOf: (kind, id) =>
      checks
        .flatMap(({ resources }) => resources)
        .findLast(({ resource }) => resource.kind === kind && resource.id === id)?.resource.attr,
    forget() {
      checks.length = 0;
      plans.length = 0;
    },
    checkResources(request, options) {
      checks.push(structuredClone(request));
      return client.checkResources(request, options);
    },
    planResources(request, options) {
      plans.push(structuredClone(request));
      return client.planResources(request, options);
    },
  };
}
