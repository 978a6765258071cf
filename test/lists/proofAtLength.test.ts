import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { prove } from './prove';
import { leafRules, randomRules } from './rules';
import { type OpenStores, openStores } from './stores';

// `npm run test:matrix` has more rules, and another seed in each of its runs.
const seed = Number(process.env.LISTS_SEED ?? 21);
const count = Number(process.env.LISTS_RULES ?? 150);

describe(`lists by ${count} random policies (seed ${seed})`, () => {
  let open: OpenStores;
  beforeAll(async () => {
    open = await openStores(60, seed);
  });
  afterAll(() => open.close());

  const kinds = [
    ['every leaf, bare, negated, denied, and under none', leafRules()],
    ['random trees, alone and together with DENY rules', randomRules(count, seed)],
  ] as const;

  it.each(kinds)(
    'have no row that a check denies, and all if no rule denies: %s',
    async (_, rules) => {
      for (const proof of await prove(rules, open.stores)) {
        const { store, plans, decisions, allowed, doubtful, refused, ...faults } = proof;
        console.info(
          `${store}, seed ${seed}: ${plans} plans, ${decisions} decisions, ${allowed} allowed, ${doubtful} in doubt, ${refused.size} refused`,
        );
        expect(faults).toEqual({ wider: [], narrower: [] });
        // A large tree may hold a form that its leaves alone don't have.
        expect(refused.size / plans).toBeLessThan(0.05);
      }
    },
  );
});
