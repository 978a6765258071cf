import { HTTP } from '@cerbos/http';

/**
 * The names of a PDP's metrics after it has answered a question, and refused a malformed one.
 *
 * @param httpUrl - the PDP's address.
 */
export async function metricsOfPdp(httpUrl: string): Promise<ReadonlySet<string>> {
  const principal = { id: 'anonymous', roles: ['anonymous'] };
  const resource = { kind: 'document', id: 'd1', attributes: { public: true } };
  await new HTTP(httpUrl).checkResource({ principal, resource, actions: ['read'] });
  const refused = await fetch(`${httpUrl}/api/check/resources`, { method: 'POST', body: '{}' });
  if (refused.status !== 400) throw new Error(`A malformed question got a ${refused.status}.`);
  const response = await fetch(`${httpUrl}/_cerbos/metrics`);
  const lines = (await response.text()).split('\n').filter((line) => /^[a-z]/.test(line));
  return new Set(lines.map((line) => line.replace(/[{ ].*$/, '')));
}
