import { member } from '../member';
import { misconfigured } from '../misconfigured';
import { type ClerkAuth, SIGNED_OUT } from './ClerkAuth';
import { M2M_TOKEN } from './tokenTypes';

/**
 * An M2M token names in its scopes the machines that it may call. Clerk's SDKs verify that it is
 * genuine, and not for whom it was made: what is meant for another machine says nothing here.
 *
 * @param machineId - the machine that this app is.
 * @throws ConfigurationError `invalid_configuration` where nobody said which machine this is.
 * @see https://clerk.com/docs/guides/development/machine-auth/m2m-tokens
 */
export function addressedTo(machineId: string | undefined, auth: ClerkAuth): ClerkAuth {
  if (!isM2MToken(auth)) return auth;
  if (machineId === undefined) {
    throw misconfigured(
      "An M2M token was presented, and nobody said which machine this app is. Pass its id to createClerkCerbos, as Clerk's dashboard shows it: machineId: 'mch_…'. Or leave 'm2m_token' out of acceptsToken.",
    );
  }
  const scopes: unknown = auth.scopes;
  return Array.isArray(scopes) && scopes.includes(machineId) ? auth : SIGNED_OUT;
}

function isM2MToken(auth: unknown): boolean {
  return member(auth, 'tokenType') === M2M_TOKEN && member(auth, 'isAuthenticated') === true;
}

/**
 * Reads the id of this machine among the options.
 *
 * @throws ConfigurationError `invalid_configuration` for what is no machine's id.
 */
export function readMachineId(machineId: unknown): string | undefined {
  if (machineId === undefined) return undefined;
  if (typeof machineId === 'string' && /^mch_./.test(machineId)) return machineId;
  throw misconfigured(
    "machineId must be the id of a machine as Clerk writes it: 'mch_…'. Is an environment variable missing?",
  );
}
