import type { DataFunctionArgs } from '../../DataFunction';
import type { ClerkAuth } from '../../identify/ClerkAuth';

/**
 * The auth object of the request that is being handled. The SDK verifies at every call: ask once.
 *
 * @param authorizedParties - the origins whose session tokens are accepted; all, if not given.
 * @throws what the SDK throws: a redirect as a `Response`, where the browser must renew its token.
 * @see https://clerk.com/docs/references/remix/get-auth
 */
export async function currentAuth(
  args: DataFunctionArgs,
  authorizedParties: readonly string[] | undefined,
): Promise<ClerkAuth> {
  // Only whoever asks needs the SDK.
  const { getAuth } = await import('@clerk/remix/ssr.server');
  const options = authorizedParties === undefined ? [] : [{ authorizedParties }];
  // It returns an auth object. Its type names one option only, but it verifies as rootAuthLoader
  // does, with the same ones, in every release of version 4.
  return (await Reflect.apply(getAuth, undefined, [args, ...options])) as ClerkAuth;
}
