import type { CerbosClient } from '../../../src';

type CheckRequest = Parameters<CerbosClient['checkResources']>[0];
type CheckOptions = Parameters<CerbosClient['checkResources']>[1];

/** An answer that allows all that was asked, as the PDP would give it. */
export function allowAll(request: CheckRequest) {
  return {
    requestId: request.requestId,
    cerbosCallId: 'call_1',
    results: request.resources.map(({ resource, actions }) => ({
      resource: {
        kind: resource.kind,
        id: resource.id,
        policyVersion: resource.policyVersion ?? 'default',
        scope: resource.scope ?? '',
      },
      actions: Object.fromEntries(actions.map((action) => [action, 'EFFECT_ALLOW'])),
      outputs: [] as { action: string; source: string; value: string }[],
      validationErrors: [],
      metadata: undefined,
    })),
  };
}

/**
 * A client that says whatever it is told to, for the faults that no real PDP produces. What it
 * answers is not typed, as what comes over a network is not.
 */
export function fakeClient(
  answer: (request: CheckRequest, options: CheckOptions) => unknown,
): CerbosClient & { readonly requests: CheckRequest[] } {
  const requests: CheckRequest[] = [];
  return {
    requests,
    async checkResources(request, options) {
      requests.push(structuredClone(request));
      type Answer = Awaited<ReturnType<CerbosClient['checkResources']>>;
      return (await answer(request, options)) as Answer;
    },
    planResources: () => Promise.reject(new Error('no plans here')),
  };
}
