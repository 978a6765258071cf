import fc from 'fast-check';
import { expect, it } from 'vitest';
import { toPrincipal } from '../../src';
import { usualClaims } from './claims';
import { asksHas } from './compareWithHas';
import { check, packCopy, startPdp } from './pack';
import { probePolicy } from './probes';
import { isYounger, levels, longest } from './questions';
import { sample, seed, understand } from './tokens';

// A policy can't take a parameter, but a resource can carry one.
const policy = probePolicy(
  'session',
  levels.map((level) => ({
    action: level,
    roles: ['user'],
    condition: isYounger(level, 'R.attr.afterMinutes'),
  })),
);

it('any number of minutes, carried by the resource, decides as has() does', async () => {
  const cerbos = await startPdp(await packCopy({ 'session.yaml': policy }));
  const afterMinutes = fc.oneof(
    fc.integer({ min: 1, max: 100 }),
    fc.integer({ min: 1, max: longest }),
    fc.double({ min: 0.001, max: 100, noNaN: true }),
    // What has() takes for no demand at all, and refuses.
    fc.constantFrom(0, -1, -0.5),
  );
  const minutes = fc.sample(afterMinutes, { seed, numRuns: 400 * 15 });
  const differences: unknown[] = [];
  let [compared, allowed] = [0, 0];
  for (const claims of sample(usualClaims, 400)) {
    const { auth } = understand(claims);
    if (auth === undefined) throw new Error('The SDK refused usual claims.');
    const asked = minutes.splice(0, 15);
    const resources = asked.map((number, index) => ({
      resource: { kind: 'session', id: String(index), attr: { afterMinutes: number } },
      actions: [...levels],
    }));
    const results = await check(cerbos, toPrincipal(auth), resources);
    for (const [index, result] of results.entries()) {
      for (const level of levels) {
        const reverification = { level, afterMinutes: asked[index] ?? 0 };
        const has = asksHas(auth, { reverification });
        const answer = result.isAllowed(level) === true;
        compared += 1;
        if (has) allowed += 1;
        if (has !== answer) differences.push({ fva: claims.fva, reverification, has });
      }
    }
  }
  console.log(
    `minutes of a resource: compared ${compared.toLocaleString('en')} cases, ${differences.length} differences (seed ${seed})`,
  );
  expect(differences).toEqual([]);
  expect(allowed).toBeGreaterThan(compared / 10);
}, 120_000);
