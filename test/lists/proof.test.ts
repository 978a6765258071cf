import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { untranslatable, untranslatableInSqlite } from './leaves';
import { prove } from './prove';
import { allowing, leafRules, randomRules } from './rules';
import { type OpenStores, openStores } from './stores';

// proofAtLength.test.ts does the same with more of all.
const seed = 7;
let open: OpenStores;
beforeAll(async () => {
  open = await openStores(40, seed);
});
afterAll(() => open.close());

describe(`a list by a plan (seed ${seed})`, () => {
  it('has the rows that checks allow: none that is denied, and all if no rule denies', async () => {
    // Each leaf in one of its forms: bare, negated, denied, or under `none`.
    const forms = leafRules().filter((_, index) => index % 4 === Math.floor(index / 4) % 4);
    const proofs = await prove([...forms, ...randomRules(30, seed)], open.stores);
    expect(proofs).toHaveLength(4);
    for (const proof of proofs) {
      expect(proof).toMatchObject({ wider: [], narrower: [] });
      expect([...proof.refused.keys()]).toEqual([]);
      // Of rules that allow all, or nothing, nothing would be learned.
      expect(proof.allowed / proof.decisions).toBeGreaterThan(0.2);
      expect(proof.allowed / proof.decisions).toBeLessThan(0.8);
    }
  });

  it('is refused where a query would not say the same', async () => {
    const everywhere = untranslatable.map(allowing);
    const rules = [...everywhere, ...untranslatableInSqlite.map(allowing)];
    for (const proof of await prove(rules, open.stores)) {
      const expected = proof.store.startsWith('SQLite') ? rules : everywhere;
      expect([...proof.refused.keys()]).toEqual(expected);
      expect(proof).toMatchObject({ wider: [], narrower: [] });
    }
  });
});
