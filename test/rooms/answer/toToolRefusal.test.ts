import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  type AnyClerkCerbosError,
  ConfigurationError,
  DeniedError,
  RejectedError,
  UnavailableError,
} from '../../../src';
import { toToolRefusal } from '../../../src/answer/toToolRefusal';

const secret = 'http://10.0.0.7:3592';
const outage = new UnavailableError({ code: 'pdp_unreachable', message: `No ${secret}.` });
const about = { actions: ['pay', 'send'], cerbosCallId: 'call_1' };
const resource = { kind: 'invoice', id: '7', attr: { iban: secret } };

let logged: ReturnType<typeof vi.spyOn>;
beforeEach(() => {
  logged = vi.spyOn(console, 'error').mockImplementation(() => undefined);
});
afterEach(() => vi.restoreAllMocks());

describe('what a model is told', () => {
  it.each<[string, AnyClerkCerbosError, object]>([
    [
      'denied',
      new DeniedError({ code: 'denied', resource, ...about, reason: 'It is paid.' }),
      {
        code: 'denied',
        message: 'Not allowed. It is paid. Do not try the same again. Tell the user.',
        retryable: false,
        actions: ['pay', 'send'],
        resource: { kind: 'invoice', id: '7' },
        cerbosCallId: 'call_1',
      },
    ],
    [
      'denied for want of scopes',
      new DeniedError({ code: 'denied', actions: ['pay'], cerbosCallId: '', scopes: ['a', 'b'] }),
      {
        code: 'denied',
        message:
          'Not allowed. The policy denies "pay". The access token needs these scopes: a, b. Ask the user to grant them.',
        retryable: false,
        action: 'pay',
        cerbosCallId: '',
        scopes: ['a', 'b'],
      },
    ],
    [
      // Even the id of the call would tell that there is something to ask about.
      'hidden',
      new DeniedError({ code: 'not_found', resource, ...about }),
      {
        code: 'not_found',
        message: 'There is no such resource. Do not try the same again. Tell the user.',
        retryable: false,
      },
    ],
    [
      'signed out',
      new DeniedError({ code: 'signed_out', resource, ...about }),
      {
        code: 'signed_out',
        message: 'The caller is not signed in, so this is not allowed. Tell the user to sign in.',
        retryable: false,
        actions: ['pay', 'send'],
      },
    ],
    [
      'to be verified again',
      new DeniedError({
        ...{ code: 'step_up_required', resource, ...about },
        stepUp: { level: 'first_factor', afterMinutes: 10 },
      }),
      {
        code: 'step_up_required',
        message:
          'This is not allowed until the user verifies the session again, in the app. Tell the user.',
        retryable: false,
        actions: ['pay', 'send'],
        resource: { kind: 'invoice', id: '7' },
        cerbosCallId: 'call_1',
      },
    ],
  ])('of a call that was %s: no attributes, and nothing is logged', (_, error, refusal) => {
    expect(toToolRefusal(error)).toEqual(refusal);
    expect(toToolRefusal(error, true)).toEqual(refusal);
    expect(logged).not.toHaveBeenCalled();
  });

  it.each<[AnyClerkCerbosError, boolean, string]>([
    [outage, true, 'Whether this is allowed could not be checked'],
    [
      new UnavailableError({ code: 'token_expired', message: secret }),
      ...([false, 'The session of the caller has expired'] as const),
    ],
    [
      new RejectedError({ code: 'invalid_value', message: secret }),
      ...([false, 'The arguments could not be checked'] as const),
    ],
    [
      new RejectedError({ code: 'pdp_rejected', message: secret }),
      ...([false, 'A mistake in the server prevents the check'] as const),
    ],
    [
      new ConfigurationError({ code: 'missing_loader', message: secret }),
      ...([false, 'A mistake in the server prevents the check'] as const),
    ],
  ])(
    'without an answer is no detail of the server, which is logged: %s',
    (error, retryable, says) => {
      const refusal = toToolRefusal(error);
      expect(refusal).toMatchObject({ code: error.code, retryable });
      expect(refusal?.message).toContain(`${says}, so nothing was done.`);
      expect(JSON.stringify(refusal)).not.toContain(secret);
      expect(logged).toHaveBeenCalledWith(expect.stringContaining(error.code));
      // The tool has run in part, so what it did it would do twice.
      const stopped = toToolRefusal(error, true);
      expect(stopped).toMatchObject({ code: error.code, retryable: false });
      expect(stopped?.message).toContain(`${says}, so the tool stopped before its end.`);
      expect(stopped?.message).not.toContain('Try again');
    },
  );

  it.each([new Error('no database'), 'stop', undefined, { code: 'denied' }])(
    'is nothing of what is not an error of this package: %s',
    (thrown) => {
      expect(toToolRefusal(thrown)).toBeUndefined();
      expect(logged).not.toHaveBeenCalled();
    },
  );
});
