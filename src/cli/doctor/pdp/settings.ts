import { type Check, pass, skip, noPolicies } from '../Check';
import { PROBE } from './Pdp';
import { pdpCheck } from './pdpCheck';
import { isBefore } from './versionOf';

/** A scope that no policy has must not be decided by the policy above it. */
export const scopeSearch: Check = pdpCheck('pdp.scopeSearch', async (pdp, signal, { policies }) => {
  const known =
    policies instanceof Error ? undefined : policies.resource.find(({ scope }) => scope === '');
  if (known === undefined) return skip('There is no policy of a resource to ask about.');
  const { kind, version } = known;
  const probe = { roles: ['user'], attr: {}, kind, version, actions: ['view'] };
  const [plain, scoped] = await Promise.all([
    pdp.probe(probe, signal),
    pdp.probe({ ...probe, scope: PROBE }, signal),
  ]);
  if (plain.policy === undefined) return skip(`The PDP has no policy for ${kind}.`);
  if (scoped.policy === undefined) return pass('The PDP denies in a scope that no policy has.');
  return {
    status: 'warn',
    message:
      'The PDP decides in an unknown scope with the policy above it (lenientScopeSearch). A misspelt scope loses the rules of the right one.',
    remedy: 'Set engine.lenientScopeSearch: false, unless your scopes need it.',
  };
});

/** The Admin API can replace policies, and has a password that is known to all. */
export const adminApi: Check = pdpCheck('pdp.adminApi', async (pdp, signal) => {
  const bare = await pdp.request('/admin/policies', { signal });
  if (bare.status === 404) return pass('The Admin API is off.');
  const withDefault = await pdp.request('/admin/policies', {
    signal,
    headers: { authorization: `Basic ${btoa('cerbos:cerbosAdmin')}` },
  });
  if (bare.status !== 401 && bare.status !== 200) {
    return skip(`The PDP answers to the Admin API with status ${String(bare.status)}.`);
  }
  if (withDefault.status === 401) return pass('The Admin API is on, with a password of its own.');
  return {
    status: 'fail',
    message:
      'The Admin API is on with the default password. Other programs can read, and may replace, your policies.',
    remedy: 'Set server.adminAPI.enabled: false, or adminCredentials of your own.',
  };
});

/** A web page that may ask the PDP could ask it as any principal. */
export const cors: Check = pdpCheck('pdp.cors', async (pdp, signal) => {
  const { headers } = await pdp.request('/api/check/resources', {
    method: 'OPTIONS',
    signal,
    headers: { origin: 'https://example.com', 'access-control-request-method': 'POST' },
  });
  const allowed = headers.get('access-control-allow-origin');
  if (allowed === null) return pass("Web pages can't ask the PDP (CORS).");
  return {
    status: 'warn',
    message: 'Web pages of other sites can ask the PDP (CORS). Only your server should.',
    remedy: 'Set server.cors.disabled: true in the configuration of the PDP.',
  };
});

// As many as clerk-cerbos asks at once without other settings.
const BATCH = 50;

/** The PDP takes as much in one call as clerk-cerbos asks. */
export const limits: Check = pdpCheck('pdp.limits', async (pdp, signal) => {
  const ask = (resources: number, actions: number) =>
    pdp.request('/api/check/resources', {
      method: 'POST',
      signal,
      body: JSON.stringify({
        requestId: PROBE,
        principal: { id: PROBE, roles: ['user'] },
        resources: Array.from({ length: resources }, (_, index) => ({
          actions: Array.from({ length: actions }, (__, action) => `probe${String(action)}`),
          resource: { kind: PROBE, id: String(index) },
        })),
      }),
    });
  const answers = await Promise.all([ask(BATCH, 1), ask(1, BATCH)]);
  const refused = answers.find(({ status }) => status !== 200);
  if (refused === undefined) {
    return pass(
      `The PDP takes ${String(BATCH)} resources, and ${String(BATCH)} actions of one, in a call.`,
    );
  }
  return {
    status: 'fail',
    message: `The PDP refuses ${String(BATCH)} resources or actions in one call, and clerk-cerbos asks as many.`,
    remedy:
      'Raise server.requestLimits of the PDP, or set maxBatchSize of createClerkCerbos to the same numbers.',
  };
});

/** Before 0.53, the PDP remembers verified tokens by their signature alone. */
export const tokenCache: Check = pdpCheck('pdp.tokenCache', async (pdp, _signal, { policies }) => {
  const version = await pdp.version();
  if (!isBefore(version, '0.53')) return pass(`PDP ${version} verifies each token.`);
  if (policies instanceof Error) return noPolicies;
  if (!policies.all().some(({ text }) => /\bauxData\b|\baux_data\b/.test(text))) {
    return pass('The policies do not read tokens (auxData).');
  }
  return {
    status: 'warn',
    message: `The policies read claims of tokens (auxData). PDP ${version} believes changed claims with an old signature, unless its cache is off.`,
    remedy: 'Set auxData.jwt.cacheSize: -1, or use PDP 0.53 or newer.',
  };
});
