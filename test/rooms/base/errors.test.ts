import { describe, expect, it } from 'vitest';
import {
  ConfigurationError,
  DeniedError,
  messageWithoutCode,
  RejectedError,
  UnavailableError,
} from '../../../src/base/errors';
import { type AnyClerkCerbosError } from '../../../src/base/isClerkCerbosError';

const resource = { kind: 'document', id: '7' };
const denied = { resource, actions: ['edit'], cerbosCallId: '01ABC' };
const message = 'It failed. Try again.';

const errors: readonly AnyClerkCerbosError[] = [
  new DeniedError({ code: 'denied', ...denied }),
  new DeniedError({ code: 'signed_out', ...denied }),
  new DeniedError({ code: 'step_up_required', ...denied, stepUp: 'strict' }),
  new DeniedError({ code: 'not_found', ...denied }),
  new UnavailableError({ code: 'pdp_unreachable', message }),
  new RejectedError({ code: 'invalid_value', message, path: 'resource.attr.tags[2]' }),
  new ConfigurationError({ code: 'missing_loader', message }),
];

describe.each(errors)('an error with the code $code', (error) => {
  it('ends its message with the code, so that a search for it finds the documentation', () => {
    expect(error.message.endsWith(`. [${error.code}]`)).toBe(true);
    expect(String(error)).toBe(`${error.name}: ${error.message}`);
  });

  it('has a message without the code for answers and logs, which say the code beside it', () => {
    expect(messageWithoutCode(error)).not.toContain(`[${error.code}]`);
    expect(`${messageWithoutCode(error)} [${error.code}]`).toBe(error.message);
  });
});

describe('an error that is made from the message of another one', () => {
  it('says the code once', () => {
    const first = new UnavailableError({ code: 'pdp_unreachable', message });
    const second = new UnavailableError({ code: 'pdp_unreachable', message: first.message });
    expect(second.message).toBe(first.message);
  });
});
