import { UntranslatablePlanError } from '../../src';
import {
  compareListWithChecks,
  type ListComparison,
  planFor,
} from '../../src/testing/lists/compareListWithChecks';
import type { ListAuthorizer } from '../../src/testing/lists/ListExpectation';
import type { ThingStore } from './stores';

/** A comparison, and the actions whose plans the mapping refuses. */
export interface Translated extends ListComparison {
  readonly refused: ReadonlyMap<string, UntranslatablePlanError>;
}

/** Compares lists with checks for those actions whose plans become a query. */
export async function compareTranslated<Where>(
  { mapping, rows }: Pick<ThingStore<Where>, 'mapping' | 'rows'>,
  authorizer: ListAuthorizer,
  actions: readonly string[],
): Promise<Translated> {
  const refused = new Map<string, UntranslatablePlanError>();
  for (const action of actions) {
    const plan = await planFor(authorizer, { resource: { kind: mapping.kind }, action });
    try {
      mapping.where(plan);
    } catch (error) {
      if (!(error instanceof UntranslatablePlanError)) throw error;
      refused.set(action, error);
    }
  }
  const translated = actions.filter((action) => !refused.has(action));
  if (translated.length === 0) return { ...nothing, refused };
  const questions = { authorizers: [authorizer], actions: translated, rows };
  return { ...(await compareListWithChecks(mapping, questions)), refused };
}

const nothing: ListComparison = {
  rows: 0,
  decisions: 0,
  allowed: new Map(),
  wider: [],
  narrower: [],
};
