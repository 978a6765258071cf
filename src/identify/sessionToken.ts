import { invalidConfiguration, UnavailableError } from '../base/errors';
import { getProperty, isRecord } from '../base/value';
import { type ClerkAuth, SESSION_TOKEN } from './ClerkAuth';
import { isAnonymous, type Principal } from './Principal';

/** The option `auxData`. The id names one of several key sets of the PDP. */
export type AuxDataOption = boolean | { readonly keySetId: string };

/**
 * Reads the option.
 *
 * @throws ConfigurationError `invalid_configuration`.
 */
export function readAuxData(option: unknown): AuxDataOption {
  if (option === undefined || typeof option === 'boolean') return option ?? false;
  const keySetId = getProperty(option, 'keySetId');
  if (typeof keySetId === 'string' && keySetId !== '') return { keySetId };
  throw invalidConfiguration("auxData must be true, or { keySetId: 'clerk' }.");
}

/**
 * The session token of a signed-in caller, for the PDP. `undefined` for anonymous callers and for
 * machines, whose tokens are never passed on.
 *
 * @throws ConfigurationError `invalid_configuration` if there is no session token, because Cerbos
 * would skip a DENY rule that reads it.
 */
export async function sessionToken(
  option: Exclude<AuxDataOption, false>,
  auth: ClerkAuth,
  principal: Principal,
): Promise<AuxData | undefined> {
  if (isAnonymous(principal)) return undefined;
  if (principal.attr.tokenType !== SESSION_TOKEN) return undefined;
  const token: unknown = await auth.getToken?.();
  if (typeof token !== 'string' || !isOf(principal, token)) {
    throw invalidConfiguration(
      "The option auxData is on, but getToken() of the auth object does not return the session token. Pass the auth object unchanged, as Clerk's SDK returns it.",
    );
  }
  const jwt = option === true ? { token } : { token, ...option };
  return { jwt, expiresAt: tokenExpiry(auth) };
}

/** Is this the token of this session? A header or a token of a template is not. */
function isOf({ attr }: Principal, token: string): boolean {
  const { sub, sid } = decodeClaims(token);
  return sub === attr.userId && sid === attr.sessionId;
}

/**
 * Reads the claims of a token without verifying it: Clerk's SDK has done that, and the PDP will.
 */
export function decodeClaims(token: string): Readonly<Record<string, unknown>> {
  const [, payload = ''] = token.split('.');
  try {
    const base64 = payload.replaceAll('-', '+').replaceAll('_', '/');
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    const claims: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return isRecord(claims) ? claims : {};
  } catch {
    return {};
  }
}

/** The session token in the form that Cerbos takes. */
export interface AuxData {
  readonly jwt: { readonly token: string; readonly keySetId?: string };
  /** Milliseconds since 1970. The PDP refuses a question with an expired token. */
  readonly expiresAt: number;
}

/**
 * When the session token expires, in milliseconds since 1970; `Infinity` if it does not say.
 *
 * @see https://clerk.com/docs/guides/sessions/session-tokens
 */
export function tokenExpiry({ sessionClaims }: ClerkAuth): number {
  const seconds = getProperty(sessionClaims, 'exp');
  return typeof seconds === 'number' ? seconds * 1_000 : Infinity;
}

/** Clerk's SDKs accept a token for this long after its expiry, because clocks differ. */
const CLOCK_SKEW_MS = 5_000;

/**
 * Refuses to ask for a caller whose token has expired, because its claims may not be true any more.
 *
 * @param expiresAt - milliseconds since 1970.
 * @throws UnavailableError `token_expired`.
 * @see https://clerk.com/docs/guides/sessions/session-tokens
 */
export function refuseExpired(expiresAt: number): void {
  if (Date.now() < expiresAt + CLOCK_SKEW_MS) return;
  throw new UnavailableError({
    code: 'token_expired',
    message:
      "The session token has expired since the caller was identified. Don't store an authorizer or an auth object: use the one of the current request. On a long-lived connection, let the client send a new token, verify it, and ask with its auth object.",
  });
}
