import { GRPC } from '@cerbos/grpc';
import { HTTP } from '@cerbos/http';
import * as otel from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CerbosClient, createClerkCerbos, type DecisionEvent } from '../../../src';
import { withTelemetry } from '../../../src/otel';
import { member } from '../ask/auths';
import { allowAll, fakeClient } from '../ask/fakeClient';
import { patient, usePdp } from '../../setup/pdp';
import { type Proxy, startGrpcProxy, startHttpProxy } from './proxies';
import { type Recording, startRecording } from './recording';

const pdp = usePdp();
const document = (id: string) => ({
  kind: 'document',
  id,
  attr: { ownerId: 'user_1', orgId: 'org_acme', public: false },
});
const view = { resource: document('1'), action: 'view' };

let recording: Recording;
const proxies: Proxy[] = [];
beforeEach(() => {
  recording = startRecording();
});
afterEach(() => {
  recording.stop();
  for (const proxy of proxies.splice(0)) proxy.stop();
});

function traced(cerbos: CerbosClient, options: object = {}) {
  return createClerkCerbos(withTelemetry({ cerbos, ...patient, ...options }, otel));
}

/** Does it as a request of an app does: below a span of its own. */
async function inRequest<T>(run: () => Promise<T>): Promise<T> {
  return otel.trace.getTracer('app').startActiveSpan('request', async (span) => {
    try {
      return await run();
    } finally {
      span.end();
    }
  });
}

const request = () => recording.spans().find(({ name }) => name === 'request');
const calls = () => recording.spans().filter(({ name }) => name.startsWith('cerbos.'));
const traceparentOf = (span: ReadableSpan | undefined) =>
  `00-${span?.spanContext().traceId ?? ''}-${span?.spanContext().spanId ?? ''}-01`;

describe('a call to the real PDP', () => {
  const clients: [string, () => Promise<Proxy>, (address: string) => CerbosClient][] = [
    ['HTTP', () => startHttpProxy(pdp().httpUrl), (address) => new HTTP(`http://${address}`)],
    [
      'gRPC',
      () => startGrpcProxy(pdp().grpcTarget),
      (address) => new GRPC(address, { tls: false }),
    ],
  ];

  it.each(clients)(
    'over %s is a span below the active one, and the PDP is told of that span',
    async (_, startProxy, connect) => {
      const proxy = await startProxy();
      proxies.push(proxy);
      const { isAllowed, planResources } = traced(connect(proxy.address));
      const allowed = await inRequest(async () => {
        const allowed = await isAllowed(member, view);
        await planResources(member, { resource: { kind: 'document' }, action: 'view' });
        return allowed;
      });
      expect(allowed).toBe(true);
      expect(calls().map(({ name }) => name)).toEqual([
        'cerbos.CheckResources',
        'cerbos.PlanResources',
      ]);
      expect(proxy.traceparents).toEqual(calls().map(traceparentOf));
      for (const span of calls()) {
        expect(span.parentSpanContext?.spanId).toBe(request()?.spanContext().spanId);
        expect(span.spanContext().traceId).toBe(request()?.spanContext().traceId);
        expect(span.kind).toBe(otel.SpanKind.CLIENT);
        expect(span.status.code).toBe(otel.SpanStatusCode.UNSET);
      }
    },
  );

  it('says which call it is and how many resources it carries, and nothing more', async () => {
    const { checkResources } = traced(new HTTP(pdp().httpUrl));
    const resources = ['1', '2'].map((id) => ({ resource: document(id), actions: ['view'] }));
    await checkResources(member, { resources });
    expect(calls().map(({ attributes }) => attributes)).toEqual([
      {
        'rpc.system': 'cerbos',
        'rpc.service': 'cerbos.svc.v1.CerbosService',
        'rpc.method': 'CheckResources',
        'clerk_cerbos.pdp': pdp().httpUrl,
        'cerbos.batch.size': 2,
      },
    ]);
  });

  it('that is made again is a span for each attempt, and each tells its own', async () => {
    const proxy = await startHttpProxy(pdp().httpUrl, { fails: 1 });
    proxies.push(proxy);
    const { isAllowed } = traced(new HTTP(`http://${proxy.address}`));
    expect(await inRequest(() => isAllowed(member, view))).toBe(true);
    const [broken, answered] = calls();
    expect(calls()).toHaveLength(2);
    expect(broken?.status).toEqual({ code: otel.SpanStatusCode.ERROR });
    expect(broken?.attributes['error.type']).toBe('pdp_unreachable');
    expect(answered?.status.code).toBe(otel.SpanStatusCode.UNSET);
    expect(proxy.traceparents).toEqual(calls().map(traceparentOf));
    expect(answered?.parentSpanContext?.spanId).toBe(request()?.spanContext().spanId);
  });

  it('has the spans of what the client does below its own', async () => {
    const cerbos = fakeClient((request) => {
      otel.trace.getTracer('client').startSpan('http').end();
      return allowAll(request);
    });
    await traced(cerbos).isAllowed(member, view);
    const inner = recording.spans().find(({ name }) => name === 'http');
    expect(inner?.parentSpanContext?.spanId).toBe(calls()[0]?.spanContext().spanId);
  });
});

describe('beside the instrumentation of fetch', () => {
  // As `@opentelemetry/instrumentation-undici` does it, which is part of Node's auto-instrumentations.
  const instrument = (message: unknown) => {
    const { request } = message as {
      request: { addHeader: (name: string, value: string) => void };
    };
    const span = otel.trace.getTracer('undici').startSpan('POST', { kind: otel.SpanKind.CLIENT });
    const headers: Record<string, string> = {};
    otel.propagation.inject(otel.trace.setSpan(otel.context.active(), span), headers);
    for (const [name, value] of Object.entries(headers)) request.addHeader(name, value);
    span.end();
  };
  beforeEach(() => {
    subscribe('undici:request:create', instrument);
  });
  afterEach(() => {
    unsubscribe('undici:request:create', instrument);
  });

  it('a call has one header and one span', async () => {
    const proxy = await startHttpProxy(pdp().httpUrl);
    proxies.push(proxy);
    const { isAllowed } = traced(new HTTP(`http://${proxy.address}`));
    await isAllowed(member, view);
    expect(proxy.traceparents).toEqual(calls().map(traceparentOf));
    expect(proxy.traceparents).toHaveLength(1);
  });

  it('other calls of the app keep their spans, also those at the same time', async () => {
    const proxy = await startHttpProxy(pdp().httpUrl);
    proxies.push(proxy);
    const { isAllowed } = traced(new HTTP(`http://${proxy.address}`), {
      principal: { attr: () => fetch(pdp().httpUrl).then(() => ({})) },
    });
    await Promise.all([isAllowed(member, view), fetch(pdp().httpUrl)]);
    await fetch(pdp().httpUrl);
    // The proxy itself is one of those who use fetch.
    expect(recording.spans().filter(({ name }) => name === 'POST')).toHaveLength(4);
  });
});

describe('options that have telemetry already', () => {
  const spansOf = async (options: { cerbos: CerbosClient }) => {
    await createClerkCerbos(options).isAllowed(member, view);
    return calls().length;
  };
  const counted = async () => {
    const series = await recording.series('clerk_cerbos.decisions');
    return series.map(({ value }) => value);
  };

  it('have one span and one count, though withTelemetry is called twice', async () => {
    const once = withTelemetry({ cerbos: fakeClient(allowAll) }, otel);
    expect(await spansOf(withTelemetry(once, otel))).toBe(1);
    expect(await counted()).toEqual([1]);
  });

  it('have one span and one count, though only the client is used again', async () => {
    const { cerbos } = withTelemetry({ cerbos: fakeClient(allowAll) }, otel);
    const events: unknown[] = [];
    const onDecision = (event: unknown) => events.push(event);
    expect(await spansOf(withTelemetry({ cerbos, onDecision }, otel))).toBe(1);
    expect(await counted()).toEqual([1]);
    expect(events).toHaveLength(1);
  });

  it('count the actions of browsers that either call names, and tell the listener once', async () => {
    const events: DecisionEvent[] = [];
    const onDecision = (event: DecisionEvent) => events.push(event);
    const first = withTelemetry({ cerbos: fakeClient(allowAll), onDecision }, otel, {
      clientActions: ['look'],
    });
    const second = withTelemetry(first, otel, { clientActions: ['touch'] });
    await createClerkCerbos(second).isAllowed(member, view);
    const [event] = events;
    if (event === undefined) throw new Error('The listener heard nothing.');
    for (const action of ['look', 'touch', 'made-up']) {
      second.onDecision({ ...event, asker: 'browser', actions: [action], effects: {} });
    }
    const series = await recording.series('clerk_cerbos.decisions');
    const actions = series.map(({ attributes }) =>
      String(Reflect.get(attributes, 'cerbos.action')),
    );
    expect(actions.sort()).toEqual(['look', 'other', 'touch', 'view']);
    expect(events).toHaveLength(4);
  });
});

describe('a call that fails', () => {
  const failing = (error: unknown) =>
    fakeClient(() => {
      throw error;
    });
  const refusal = Object.assign(new Error('secret'), { code: 3, details: 'secret' });
  const late = fakeClient(
    (_, options) =>
      new Promise((_resolve, reject) =>
        options?.signal?.addEventListener('abort', () => reject(new Error('secret'))),
      ),
  );

  it.each<[string, CerbosClient, object, string]>([
    ['since the PDP is down', failing(new Error('secret')), { retry: false }, 'pdp_unreachable'],
    ['since the PDP refuses', failing(refusal), {}, 'pdp_rejected'],
    ['since it is late', late, { timeoutMs: 20 }, 'deadline_exceeded'],
  ])('%s is a span with the code of the error, without its message', async (...given) => {
    const [, cerbos, options, code] = given;
    const { isAllowed } = traced(cerbos, options);
    await expect(isAllowed(member, view)).rejects.toMatchObject({ code });
    await new Promise((resolve) => setTimeout(resolve, 5));
    const [span, ...others] = calls();
    expect(others).toEqual([]);
    expect(span?.status).toEqual({ code: otel.SpanStatusCode.ERROR });
    expect(span?.attributes['error.type']).toBe(code);
    expect(await recording.everything()).not.toContain('secret');
  });

  it('since its caller gave up is aborted', async () => {
    const { isAllowed } = traced(late);
    const signal = AbortSignal.timeout(20);
    await expect(isAllowed(member, view, { signal })).rejects.toThrow();
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(calls().map(({ attributes }) => attributes['error.type'])).toEqual(['aborted']);
  });
});

describe('the client', () => {
  class Client {
    readonly #secret = 'mine';
    readonly checkResources: CerbosClient['checkResources'];
    readonly seen: unknown[] = [];

    constructor() {
      this.checkResources = async (request, options) => {
        this.seen.push(options);
        return allowAll(request);
      };
    }

    async planResources({ requestId }: Parameters<CerbosClient['planResources']>[0]) {
      this.seen.push(this.#secret);
      return { requestId, kind: 'KIND_ALWAYS_ALLOWED' };
    }

    secret() {
      return this.#secret;
    }
  }

  it.each([
    ['as it is', (client: Client) => client],
    ['frozen', (client: Client) => Object.freeze(client)],
  ])('%s keeps its other members, its class and its `this`', async (_, prepare) => {
    const client = prepare(new Client());
    const { cerbos } = withTelemetry({ cerbos: client }, otel);
    expect(cerbos.secret()).toBe('mine');
    expect(cerbos).toBeInstanceOf(Client);
    expect('seen' in cerbos).toBe(true);
    const { planResources } = createClerkCerbos({ cerbos });
    const plan = await planResources(member, { resource: { kind: 'document' }, action: 'view' });
    expect(plan.kind).toBe('KIND_ALWAYS_ALLOWED');
    expect(cerbos.seen).toEqual(['mine']);
  });

  it('is told of the signal as before, and of headers only where there is a trace', async () => {
    const client = new Client();
    const { isAllowed } = traced(client);
    await isAllowed(member, view);
    recording.stop();
    await isAllowed(member, view);
    const signal = expect.any(AbortSignal);
    expect(client.seen).toEqual([
      { signal, headers: { traceparent: traceparentOf(calls()[0]) } },
      { signal },
    ]);
  });
});
