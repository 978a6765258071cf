import { invalidConfiguration, UnavailableError } from '../base/errors';
import { getProperty, isRecord } from '../base/value';
import { type ClerkAuth, SESSION_TOKEN } from './ClerkAuth';
import { isAnonymous, type Principal } from './Principal';

/** The option `auxData`: the id names one of several key sets of the PDP. */
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
 * The session token of a signed-in caller, to be passed on to the PDP; `undefined` of an anonymous
 * one and of machines, whose tokens are never passed on.
 *
 * @throws ConfigurationError `invalid_configuration` where it can't be had: a DENY rule that reads
 * a missing token would be skipped.
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
      "auxData is on, and getToken() of the auth object does not return the session's own token. Pass the auth object just as Clerk's SDK returns it.",
    );
  }
  const jwt = option === true ? { token } : { token, ...option };
  return { jwt, expiresAt: tokenExpiry(auth) };
}

/** Whatever stands in a header or a template's token, it is not this session's. */
function isOf({ attr }: Principal, token: string): boolean {
  const { sub, sid } = decodeClaims(token);
  return sub === attr.userId && sid === attr.sessionId;
}

/** What a token says. It is not verified here: that was Clerk's SDK, and will be the PDP. */
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

/** The session token, as Cerbos takes it beside the question. */
export interface AuxData {
  readonly jwt: { readonly token: string; readonly keySetId?: string };
  /** Milliseconds since 1970. The PDP refuses everything that is asked with an expired token. */
  readonly expiresAt: number;
}

/**
 * When the session token expires, in milliseconds since 1970; `Infinity` where it does not say.
 *
 * @see https://clerk.com/docs/guides/sessions/session-tokens
 */
export function tokenExpiry({ sessionClaims }: ClerkAuth): number {
  const seconds = getProperty(sessionClaims, 'exp');
  return typeof seconds === 'number' ? seconds * 1_000 : Infinity;
}

/** Clerk's SDKs accept a token for so long after its expiry, since clocks differ. */
const CLOCK_SKEW_MS = 5_000;

/**
 * Refuses to ask for a caller whose token has expired: what it says of them is not known any more.
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
      "The session token has expired since its caller was identified. Don't keep an authorizer or an auth object: take the one of the request that asks. On a connection that outlives a token, have the client send a new one, verify it, and ask with that.",
  });
}
