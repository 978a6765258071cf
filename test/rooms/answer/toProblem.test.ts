import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  ConfigurationError,
  DeniedError,
  toProblem,
  toResponse,
  UnavailableError,
} from '../../../src';

const outage = () => new UnavailableError({ code: 'pdp_unreachable', message: 'The PDP is away.' });

const secret = 'http://10.0.0.7:3592';
const denied = new DeniedError({
  code: 'denied',
  resource: { kind: 'document', id: '7' },
  actions: ['edit'],
  cerbosCallId: 'call-1',
  reason: 'It is archived.',
});
const stepUp = { level: 'first_factor', afterMinutes: 10 } as const;

describe('the answer for an error', () => {
  beforeEach(() => {
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
  });
  afterEach(() => vi.restoreAllMocks());

  it.each<[string, unknown, number, object]>([
    [
      'a denial',
      denied,
      403,
      {
        title: 'Forbidden',
        status: 403,
        code: 'denied',
        detail: 'It is archived.',
        action: 'edit',
        resource: { kind: 'document', id: '7' },
        cerbosCallId: 'call-1',
      },
    ],
    [
      'a resource that is hidden or missing',
      new DeniedError({ code: 'not_found', actions: ['edit'], cerbosCallId: 'call-1' }),
      404,
      { title: 'Not Found', status: 404, code: 'not_found' },
    ],
    [
      'a signed-out caller',
      new DeniedError({ code: 'signed_out', actions: ['edit'], cerbosCallId: 'call-1' }),
      401,
      { title: 'Unauthorized', status: 401, code: 'signed_out', action: 'edit' },
    ],
    [
      'a step-up demand',
      new DeniedError({ code: 'step_up_required', actions: ['edit'], cerbosCallId: '', stepUp }),
      403,
      {
        clerk_error: {
          type: 'forbidden',
          reason: 'reverification-error',
          metadata: { reverification: stepUp },
        },
      },
    ],
    [
      'an outage',
      new UnavailableError({ code: 'pdp_unreachable', message: `${secret} is away.` }),
      503,
      { title: 'Service Unavailable', status: 503, code: 'pdp_unreachable' },
    ],
    [
      'a wrong app',
      new ConfigurationError({ code: 'invalid_configuration', message: `Not ${secret}.` }),
      500,
      { title: 'Internal Server Error', status: 500, code: 'invalid_configuration' },
    ],
    [
      'an error of the app',
      Object.assign(new Error(secret), { code: secret, status: 418 }),
      500,
      { title: 'Internal Server Error', status: 500 },
    ],
    ['a value that is no error', secret, 500, { title: 'Internal Server Error', status: 500 }],
    ['nothing', undefined, 500, { title: 'Internal Server Error', status: 500 }],
  ])('says of %s what is safe to show', async (_, error, status, body) => {
    const problem = toProblem(error);
    expect([problem.status, problem.body]).toEqual([status, body]);
    expect(JSON.stringify(problem)).not.toContain('10.0.0.7');
    const response = toResponse(error);
    expect([response.status, await response.json()]).toEqual([status, body]);
    expect(Object.fromEntries(response.headers)).toEqual(
      Object.fromEntries(new Headers(problem.headers)),
    );
    expect(problem.headers['Cache-Control']).toBe('private, no-store');
  });

  it('names the resource by kind and id, whatever else the app has put into the error', () => {
    const resource = { kind: 'document', id: '7', secret: 's3cret' };
    const error = new DeniedError({
      code: 'denied',
      resource,
      actions: ['edit'],
      cerbosCallId: '',
    });
    expect(toProblem(error).body.resource).toEqual({ kind: 'document', id: '7' });
  });

  it('has the status that the error itself has', () => {
    for (const code of ['denied', 'not_found', 'signed_out', 'step_up_required'] as const) {
      const error = new DeniedError({ code, actions: [], cerbosCallId: '' });
      expect(toProblem(error).status).toBe(error.status);
    }
    expect(toProblem(outage()).status).toBe(outage().status);
  });

  it('is the response itself, if one was thrown', () => {
    const redirect = Response.redirect('https://clerk.example.test/', 307);
    expect(toResponse(redirect)).toBe(redirect);
  });

  it('leaves an error of the app to the log', () => {
    const error = new Error('of the app');
    toProblem(error);
    expect(vi.mocked(console.error).mock.calls).toEqual([[error]]);
  });
});
