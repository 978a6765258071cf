import { HTTP } from '@cerbos/http';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { createClerkCerbos } from '../../../src';
import { type CerbosServer, startCerbos } from '../../../src/testing';
import { patient, startTimeoutMs } from '../../setup/pdp';
import { member } from './auths';

// What the PDP does with a kind in a role policy whose rules allow "view" on all of them.
const unfound = ['crm:contact', 'crm-lead', 'crm/deal', 'crm@note', 'crm.v-1'];
const found = ['contact', 'crm.lead', 'crm_task', 'crm note', '9crm:note', 'crm::note', 'kontäkt'];

const folder = mkdtempSync(join(tmpdir(), 'odd-kinds-'));
let pdp: CerbosServer;
beforeAll(async () => {
  const write = (name: string, policy: object) => {
    const file = join(folder, `${name}.json`);
    writeFileSync(file, JSON.stringify({ apiVersion: 'api.cerbos.dev/v1', ...policy }));
  };
  const kinds = [...unfound, ...found];
  kinds.forEach((resource, index) => {
    const rules = [{ actions: ['view', 'edit'], effect: 'EFFECT_ALLOW', roles: ['editor'] }];
    write(`kind${index}`, { resourcePolicy: { resource, version: 'default', rules } });
  });
  const rules = kinds.map((resource) => ({ resource, allowActions: ['view'] }));
  write('role', { rolePolicy: { role: 'user', parentRoles: ['editor'], rules } });
  pdp = await startCerbos({ policies: folder, startTimeoutMs });
});
afterAll(async () => {
  await pdp.stop();
  rmSync(folder, { recursive: true });
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

/** Whether "view" is allowed, and what is written to the console. */
async function ask(kind: string, environment: string, action = 'view') {
  vi.stubEnv('NODE_ENV', environment);
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  const { isAllowed } = createClerkCerbos({ cerbos: new HTTP(pdp.httpUrl), ...patient });
  const resource = { kind, id: '1', attr: {} };
  const allowed = await isAllowed(member, { resource, action });
  await isAllowed(member, { resource, action });
  return { allowed, said: warn.mock.calls.map(([message]) => String(message)) };
}

it.each(unfound)(
  'a kind that the PDP does not find in role policies is named in development, once: %s',
  async (kind) => {
    expect(await ask(kind, 'production')).toEqual({ allowed: false, said: [] });
    expect(await ask(kind, 'development')).toEqual({
      allowed: false,
      said: [
        expect.stringContaining(`A role policy denies the action "view" on the kind "${kind}"`),
      ],
    });
  },
);

it.each(found)('there is no warning about a kind that role policies know: %s', async (kind) => {
  expect(await ask(kind, 'development')).toEqual({ allowed: true, said: [] });
  expect(await ask(kind, 'development', 'edit')).toEqual({ allowed: false, said: [] });
});
