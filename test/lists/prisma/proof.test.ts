import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { untranslatable } from '../leaves';
import { prove } from '../prove';
import { allowing, leafRules, randomRules } from '../rules';
import { openPrismaStore } from './prismaStore';

const seed = 7;
let open: Awaited<ReturnType<typeof openPrismaStore>>;
beforeAll(async () => {
  open = await openPrismaStore(40, seed);
});
afterAll(() => open.close());

describe(`a list of Prisma by a plan (seed ${seed})`, () => {
  it('has the rows that checks allow: none that is denied, and all if no rule denies', async () => {
    const rules = [...leafRules(), ...randomRules(60, seed)];
    const [proof] = await prove(rules, [open.store]);
    expect(proof).toMatchObject({ wider: [], narrower: [] });
    console.info(
      `${proof?.plans} plans, ${proof?.decisions} decisions, ${proof?.allowed} allowed, ${proof?.doubtful} in doubt, ${proof?.refused.size} of ${rules.length} refused`,
    );
    if (process.env.SHOW_REFUSED)
      for (const [r, why] of proof?.refused ?? [])
        if (r.allow.length + r.deny.length === 1) console.info(r.allow[0], why.slice(0, 140));
    expect((proof?.plans ?? 0) / rules.length).toBeGreaterThan(1);
  });

  it('is refused where a query would not say the same', async () => {
    const rules = untranslatable.map(allowing);
    const [proof] = await prove(rules, [open.store]);
    expect([...(proof?.refused.keys() ?? [])]).toEqual(rules);
  });
});
