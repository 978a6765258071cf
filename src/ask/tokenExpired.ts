import { UnavailableError } from '../errors';
import type { AuxData } from './AuxData';

/** An UnavailableError once the session token has expired; `undefined` before, or without one. */
export function tokenExpired(auxData: AuxData | undefined): UnavailableError | undefined {
  if (auxData === undefined || Date.now() < auxData.expiresAt) return undefined;
  return new UnavailableError({
    code: 'token_expired',
    message:
      'The session token has expired, so that the PDP would not verify it (auxData). Ask again with a new one.',
  });
}
