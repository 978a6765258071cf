import { createBridge } from '../../../../src/bridge/createBridge';
import { createCheckEndpoint } from '../../../../src/bridge/endpoint/createCheckEndpoint';
import { webEndpointRequest } from '../../../../src/bridge/endpoint/EndpointRequest';
import type { ClerkAuth, ClerkCerbosOptions } from '../../../../src';

/** Asks the check endpoint of an app with these options, as a page of this caller does. */
export function askEndpoint(
  options: ClerkCerbosOptions<Record<string, unknown>, object>,
  auth: ClerkAuth,
  checks: unknown,
) {
  const endpoint = createCheckEndpoint(options);
  const { principalClientFor, run } = createBridge<Record<string, unknown>, object>(options);
  const request = new Request('https://app.example.com/api/cerbos', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ checks }),
  });
  return endpoint(
    webEndpointRequest(request),
    (ask) => run(() => principalClientFor(auth), {}, ask),
    undefined,
  );
}
