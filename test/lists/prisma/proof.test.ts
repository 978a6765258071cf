import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { untranslatable } from '../leaves';
import { prove } from '../prove';
import { allowing, leafRules, randomRules } from '../rules';
import { openPrismaStore } from './prismaStore';

// `npm run test:matrix` has more rules, and another seed in each of its runs.
const seed = Number(process.env.LISTS_SEED ?? 7);
const count = Number(process.env.LISTS_RULES ?? 30);
let open: Awaited<ReturnType<typeof openPrismaStore>>;
beforeAll(async () => {
  open = await openPrismaStore(40, seed);
});
afterAll(() => open.close());

describe(`a list of Prisma by a plan (seed ${seed})`, () => {
  it('has the rows that checks allow: none that is denied, and all if no rule denies', async () => {
    // Each leaf in two of its four forms: bare, negated, denied, or under `none`.
    const forms = leafRules().filter((_, index) => (index + Math.floor(index / 4)) % 2 === 0);
    const [proof] = await prove([...forms, ...randomRules(count, seed)], [open.store]);
    if (proof === undefined) throw new Error('There is no proof.');
    const { plans, decisions, allowed, doubtful, refused } = proof;
    console.info(
      `Prisma, seed ${seed}: ${plans} plans, ${decisions} decisions, ${allowed} allowed, ${doubtful} in doubt, ${refused.size} refused`,
    );
    expect(proof).toMatchObject({ wider: [], narrower: [] });
    // Two callers ask by each rule.
    expect(plans / 2).toBeGreaterThan(refused.size);
  });

  it('is refused where a query would not say the same', async () => {
    const rules = untranslatable.map(allowing);
    const [proof] = await prove(rules, [open.store]);
    expect([...(proof?.refused.keys() ?? [])]).toEqual(rules);
  });
});
