import { createServer } from 'node:http';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Check } from '../../../../src/cli/doctor/Check';
import { checks } from '../../../../src/cli/doctor/checks';
import { fromLsof, fromProc } from '../../../../src/cli/doctor/pdp/interfaces';
import { Pdp } from '../../../../src/cli/doctor/pdp/Pdp';
import { isBefore } from '../../../../src/cli/doctor/pdp/versionOf';
import { PolicySet } from '../../../../src/cli/doctor/policies/PolicySet';
import { readPolicies } from '../../../../src/cli/policies/readPolicies';
import { root } from '../../../setup/publishedPackage';
import { examine, policySet, resourcePolicy } from './examine';
import { startPdp } from './startPdp';

const versions = [
  ['0.51.0', root],
  ['0.55.0', join(root, 'test/pdp-0.55')],
] as const;
const policies = join(root, 'examples/nextjs/policies');
const ofPdp = checks.filter(({ name }) => name.startsWith('pdp.'));

const check = (name: string): Check => {
  const found = checks.find((one) => one.name === name);
  if (found === undefined) throw new Error(`There is no check ${name}.`);
  return found;
};

/** The status of each check of the PDP. */
async function statuses(pdp: Pdp, read: PolicySet): Promise<Record<string, string>> {
  const found = await Promise.all(
    ofPdp.map(async (one) => {
      const { status } = await examine(one, { pdp, policies: read });
      return [one.name, status] as const;
    }),
  );
  return Object.fromEntries(found);
}

describe.each(versions)('with PDP %s, doctor', (version, resolveFrom) => {
  it('has nothing to say about one that is set up well', async ({ skip }) => {
    const pdp = await startPdp({
      policies,
      resolveFrom,
      server: { cors: { disabled: true } },
      config: { schema: { enforcement: 'reject' } },
    });
    if ((await pdp.version()) !== version) skip(`PDP ${version} has no binary for this machine.`);
    const read = new PolicySet(await readPolicies(policies));
    expect(await statuses(pdp, read)).toEqual(
      Object.fromEntries(ofPdp.map(({ name }) => [name, 'pass'])),
    );
    expect(await examine(check('pdp.reachable'), { pdp })).toEqual({
      status: 'pass',
      message: `PDP ${version} answers at ${pdp.url.origin}.`,
    });
    expect(
      (await examine(check('pdp.schemaEnforcement'), { pdp, policies: read })).message,
    ).toContain('enforcement: reject)');
  });

  it('finds each fault of one that is set up badly', async () => {
    const pdp = await startPdp({
      policies,
      resolveFrom,
      host: '',
      server: {
        adminAPI: { enabled: true },
        requestLimits: { maxActionsPerResource: 10, maxResourcesPerRequest: 10 },
      },
      config: { engine: { lenientScopeSearch: true } },
    });
    const read = new PolicySet(await readPolicies(policies));
    expect(await statuses(pdp, read)).toEqual({
      'pdp.reachable': 'pass',
      'pdp.policies': 'pass',
      'pdp.schemaEnforcement': 'warn',
      'pdp.scopeSearch': 'warn',
      'pdp.adminApi': 'fail',
      'pdp.cors': 'warn',
      'pdp.interfaces': 'warn',
      'pdp.limits': 'fail',
      'pdp.tokenCache': 'pass',
    });
  });

  it('tells schemas that are only reported from those that are enforced', async () => {
    const pdp = await startPdp({
      policies,
      resolveFrom,
      config: { schema: { enforcement: 'warn' } },
    });
    const read = new PolicySet(await readPolicies(policies));
    const finding = await examine(check('pdp.schemaEnforcement'), { pdp, policies: read });
    expect(finding).toMatchObject({ status: 'warn', message: expect.stringContaining('warn)') });
  });
});

describe('doctor', () => {
  it('says which policies of the folder the PDP does not have', async () => {
    const pdp = await startPdp({ policies, resolveFrom: root });
    const read = await policySet({ 'note.yaml': resourcePolicy('note', [{ roles: 'user' }]) });
    const finding = await examine(check('pdp.policies'), { pdp, policies: read });
    expect(finding).toMatchObject({ status: 'fail', detail: 'note.yaml:3 note' });
  });

  it('warns about tokens that a PDP before 0.53 remembers, if the policies read them', async () => {
    const pdp = await startPdp({ policies, resolveFrom: root });
    const expr = 'request.auxData.jwt.level == "high"';
    const read = await policySet({
      'note.yaml': resourcePolicy('note', [{ roles: 'user', expr }]),
    });
    const finding = await examine(check('pdp.tokenCache'), { pdp, policies: read });
    expect(finding.status).toBe('warn');
  });

  it('fails without a PDP, and skips the rest', async () => {
    // `fetch` never connects to this port.
    const pdp = new Pdp('http://127.0.0.1:1');
    const found = await statuses(pdp, await policySet({ 'a.yaml': resourcePolicy('a', []) }));
    const { 'pdp.reachable': reachable, ...others } = found;
    expect(reachable).toBe('fail');
    expect(new Set(Object.values(others))).toEqual(new Set(['skip']));
  });

  it('does not follow a redirect to another server', async () => {
    const asked: (string | undefined)[] = [];
    const server = createServer((request, response) => {
      asked.push(request.url);
      response.writeHead(307, { location: '/elsewhere' }).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const pdp = new Pdp(`http://127.0.0.1:${String(port)}`);
    expect(await examine(check('pdp.reachable'), { pdp })).toMatchObject({ status: 'fail' });
    expect(asked).toEqual(['/api/server_info']);
  });

  it.each(['127.0.0.1:3592', 'ftp://127.0.0.1', 'nonsense', ''])(
    'refuses %j as the address of a PDP',
    (url) => {
      expect(() => new Pdp(url)).toThrow(/is not a URL/);
    },
  );

  it('refuses an address with a password, and does not print it', () => {
    expect(() => new Pdp('http://admin:hunter2@127.0.0.1:3592')).toThrow(/^(?!.*hunter2)/s);
  });
});

describe('the addresses on which a PDP listens', () => {
  it('are read from the tables of Linux', () => {
    const line = (local: string, state = '0A') =>
      `   0: ${local} 00000000:0000 ${state} 00000000:00000000 00:00000000 00000000`;
    const table = [
      '  sl  local_address rem_address   st',
      line('0100007F:0E08'),
      line('00000000:0E08'),
      line('00000000000000000000000000000000:0E08'),
      line('00000000000000000000000001000000:0E08'),
      line('0000000000000000FFFF00000100007F:0E08'),
      line('0100007F:0E09'),
      line('0100007F:0E08', '01'),
    ].join('\n');
    expect(fromProc(table, 3592)).toEqual([
      '127.0.0.1',
      '0.0.0.0',
      '::',
      '::1',
      '::ffff:127.0.0.1',
    ]);
  });

  it('are read from lsof on macOS', () => {
    expect(fromLsof('p123\nf7\nn127.0.0.1:3592\nf8\nn*:3592\nn[::1]:3592\n')).toEqual([
      '127.0.0.1',
      '*',
      '[::1]',
    ]);
  });
});

it.each([
  ['0.51.0', '0.53', true],
  ['0.53.0', '0.53', false],
  ['0.9.2', '0.53', true],
  ['1.0.0', '0.53', false],
])('PDP %s is before %s: %s', (version, other, expected) => {
  expect(isBefore(version, other)).toBe(expected);
});
