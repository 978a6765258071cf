import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { toPrincipal } from '../../src';
import { usualClaims } from './claims';
import { type Compared, compareWithHas } from './compareWithHas';
import { check, pack, packCopy, startPdp } from './pack';
import { probePolicy } from './probes';
import { type HasParams, presets } from './questions';
import { sample, understand } from './tokens';

const readme = readFileSync(join(pack, 'README.md'), 'utf8');

/** The rows of the table: what `has()` is asked, and what is said in a policy instead. */
function rows(): Compared[] {
  const cells = readme.matchAll(/^\| `has\((.+)\)` +\| `(.+)` +\|$/gm);
  return [...cells].map(([, params = '', policy = '']) => {
    const [, role] = /^roles: \[(.+)\]$/.exec(policy) ?? [];
    return {
      params: runInNewContext(`(${params})`) as HasParams,
      ...(role !== undefined
        ? { roles: [role] }
        : { roles: ['user'], condition: policy.replaceAll('\\|', '|') }),
    };
  });
}

// Names that stand in the README, in place of those that the claims have.
const named = (text: string) =>
  text
    .replaceAll('export', 'plus')
    .replaceAll('beta', 'invoices')
    .replaceAll(/:a(?=[,"])/g, ':pro');

describe("the pack's README", () => {
  it('says in its table what decides as has() does', async () => {
    const asked = rows();
    expect(asked.length).toBeGreaterThan(15);
    const tokens = sample(usualClaims, 600).map((claims) =>
      understand(JSON.parse(named(JSON.stringify(claims))) as typeof claims),
    );
    const { compared, allowed, differences } = await compareWithHas(tokens, asked);
    console.log(
      `the README's table: compared ${compared.toLocaleString('en')} cases, ${differences.length} differences`,
    );
    expect(differences).toEqual([]);
    expect(asked.filter(({ params }) => !allowed.has(params))).toEqual([]);
  }, 120_000);

  it('has a row for every dimension and preset', () => {
    const asked = rows().map(({ params }) => params);
    for (const preset of presets) expect(asked).toContainEqual({ reverification: preset });
    for (const dimension of ['role', 'permission', 'feature', 'plan'] as const) {
      expect(asked.some((params) => params[dimension] !== undefined)).toBe(true);
    }
  });

  it('shows policies and a schema that the PDP takes, in a folder with the pack', async () => {
    const [, schema = ''] = /^```json\n(.+?)^```/ms.exec(readme) ?? [];
    const policies = [...readme.matchAll(/^```yaml\n# policies\/(\S+)\n(.*?)^```/gms)];
    expect(policies).toHaveLength(1);
    const own = probePolicy('own', [{ action: 'view', roles: ['user'] }]);
    const cerbos = await startPdp(
      await packCopy({
        ...Object.fromEntries(policies.map(([, name = '', text = '']) => [name, text])),
        '_schemas/own_principal.json': schema,
        'own.yaml': own.replace('clerk_principal', 'own_principal'),
      }),
    );
    const { auth } = understand({ sub: 'user_1', sid: 'sess_1', department: 'finance' });
    if (auth === undefined) throw new Error('The SDK refused the claims.');
    const asked = [{ resource: { kind: 'own', id: '1' }, actions: ['view'] }];
    const view = async (...principal: Parameters<typeof toPrincipal>) =>
      (await check(cerbos, toPrincipal(...principal), asked))[0]?.isAllowed('view');
    const claims = { department: 'department' };
    expect(await view(auth, { claims, attr: () => ({ tokenOrgId: '' }) })).toBe(true);
    expect(await view(auth, { claims, attr: () => ({ tokenOrgId: null }) })).toBe(false);
    expect(await view(auth, { claims })).toBe(false);
    expect(await view(auth)).toBe(false);
  });
});
