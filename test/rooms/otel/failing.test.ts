import * as otel from '@opentelemetry/api';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type CerbosClient, createClerkCerbos, type DecisionEvent } from '../../../src';
import { type OpenTelemetryApi, withTelemetry } from '../../../src/otel';
import { member } from '../ask/auths';
import { allowAll, fakeClient } from '../ask/fakeClient';

const view = { resource: { kind: 'document', id: '1', attr: {} }, action: 'view' };
const denyAll: typeof allowAll = (request) => {
  const answer = allowAll(request);
  const results = answer.results.map((result) => ({
    ...result,
    actions: { view: 'EFFECT_DENY' },
  }));
  return { ...answer, results };
};

const parts = [
  'getTracer',
  'startSpan',
  'setAttribute',
  'setStatus',
  'end',
  'setSpan',
  'setValue',
  'active',
  'with',
  'inject',
  'getMeterProvider',
  'getMeter',
  'createCounter',
  'createHistogram',
  'add',
  'record',
] as const;
type Part = (typeof parts)[number];

/** An API of which these parts throw; `with` may do so before or after it has run what it was given. */
function breaking(broken: ReadonlySet<Part>, runsFirst: boolean): OpenTelemetryApi {
  const part = <Result>(name: Part, result: Result) => {
    if (broken.has(name)) throw new Error(`${name} is broken`);
    return result;
  };
  const span = {
    setAttribute: () => part('setAttribute', undefined),
    setStatus: () => part('setStatus', undefined),
    end: () => part('end', undefined),
  };
  const meter = {
    createCounter: () => part('createCounter', { add: () => part('add', undefined) }),
    createHistogram: () => part('createHistogram', { record: () => part('record', undefined) }),
  };
  const context = { setValue: () => part('setValue', context) };
  return {
    trace: {
      getTracer: () => part('getTracer', { startSpan: () => part('startSpan', span) }),
      setSpan: (context) => part('setSpan', context),
    },
    context: {
      active: () => part('active', context),
      with: (_, run) => {
        const result = runsFirst ? run() : undefined;
        part('with', undefined);
        return runsFirst ? result : run();
      },
    },
    propagation: {
      inject: (_, carrier) => {
        carrier.traceparent = 'half';
        part('inject', undefined);
      },
    },
    metrics: {
      getMeterProvider: () => part('getMeterProvider', { getMeter: () => part('getMeter', meter) }),
    },
  };
}

describe('an OpenTelemetry of which anything throws', () => {
  const answers: [string, Parameters<typeof fakeClient>[0], unknown][] = [
    ['an allow', allowAll, true],
    ['a denial', denyAll, false],
    [
      'a failure',
      () => {
        throw new Error('down');
      },
      'pdp_unreachable',
    ],
  ];

  it.each(answers)('changes nothing about %s, and the PDP is asked once', async (...given) => {
    const [, answer, expected] = given;
    const some = fc.subarray([...parts], { minLength: 1 });
    await fc.assert(
      fc.asyncProperty(some, fc.boolean(), async (broken, runsFirst) => {
        const cerbos = fakeClient(answer);
        const api = breaking(new Set(broken), runsFirst);
        const options = { cerbos, retry: false, breaker: false };
        const { isAllowed } = createClerkCerbos(withTelemetry(options, api));
        const asked = isAllowed(member, view).catch(
          (error: unknown) => (error as { code?: unknown }).code,
        );
        expect(await asked).toBe(expected);
        expect(cerbos.requests).toHaveLength(1);
      }),
    );
  });

  it.each(['getMeterProvider', 'createCounter', 'add'] as const)(
    "of which %s throws keeps nothing from the app's own listener",
    async (part) => {
      const onDecision = vi.fn<(event: DecisionEvent) => void>();
      const api = breaking(new Set([part]), true);
      const options = { cerbos: fakeClient(allowAll), onDecision };
      const { isAllowed } = createClerkCerbos(withTelemetry(options, api));
      await isAllowed(member, view);
      expect(onDecision).toHaveBeenCalledOnce();
    },
  );

  it('leaves no promise that nobody handles', async () => {
    const unhandled = vi.fn();
    process.on('unhandledRejection', unhandled);
    const down = fakeClient(() => {
      throw new Error('down');
    });
    const api = breaking(new Set(['with', 'end']), true);
    const { isAllowed } = createClerkCerbos(withTelemetry({ cerbos: down }, api));
    await expect(isAllowed(member, view)).rejects.toMatchObject({ code: 'pdp_unreachable' });
    await new Promise((resolve) => setTimeout(resolve, 5));
    process.off('unhandledRejection', unhandled);
    expect(unhandled).not.toHaveBeenCalled();
  });
});

describe('in development', () => {
  afterEach(() => {
    vi.unstubAllEnvs();
    vi.restoreAllMocks();
  });

  it('what OpenTelemetry throws is said once', async () => {
    vi.stubEnv('NODE_ENV', 'development');
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    const api = breaking(new Set(['getTracer']), true);
    const { isAllowed } = createClerkCerbos(withTelemetry({ cerbos: fakeClient(allowAll) }, api));
    await isAllowed(member, view);
    await isAllowed(member, view);
    const said = warn.mock.calls.map(([message]) => String(message));
    expect(said).toEqual([
      expect.stringMatching(/OpenTelemetry threw an error.*getTracer is broken/),
    ]);
  });
});

describe('what can not work', () => {
  it.each([undefined, {}, { trace: otel.trace }, 'otel'])(
    'is refused when the options are made: %j is no API',
    (api) => {
      const make = () => withTelemetry({ cerbos: fakeClient(allowAll) }, api as never);
      expect(make).toThrow("import * as otel from '@opentelemetry/api'");
    },
  );

  it.each<[object | undefined, string]>([
    [undefined, 'createClerkCerbos was called without options'],
    [{}, 'cerbos must be a Cerbos client'],
    [{ cerbos: {} }, 'cerbos must be a Cerbos client'],
    [{ cerbos: fakeClient(allowAll), onDecision: 'log' }, 'onDecision must be a function'],
  ])('among the options %j is refused as without telemetry', (options, message) => {
    const given = options as { readonly cerbos: CerbosClient };
    expect(() => createClerkCerbos(withTelemetry(given, otel))).toThrow(message);
  });
});
