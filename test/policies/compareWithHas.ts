import { type ClerkAuth, isClerkCerbosError, type Principal, toPrincipal } from '../../src';
import { check, packCopy, type Replacement, startPdp } from './pack';
import { groupProbes, type Probe, probePolicies } from './probes';
import type { HasParams } from './questions';

/** One token as Clerk's SDK understands it; it may refuse the claims, and then nobody is asked. */
export interface Token {
  readonly claims: unknown;
  readonly auth: HasAuth | undefined;
}

/** An auth object with Clerk's own `has()`. */
export type HasAuth = ClerkAuth & { readonly has: (params: never) => boolean };

/** A question, and the rule that is to answer it. */
export interface Compared extends Probe {
  readonly params: HasParams;
  /** What must be true besides, in a form of a question that is stricter on purpose. */
  readonly and?: (auth: HasAuth) => boolean;
}

/** Where the two did not say the same. */
export interface Difference {
  readonly claims: unknown;
  readonly params: HasParams;
  readonly has: boolean;
  readonly principal: Principal | undefined;
  readonly auth: HasAuth;
}

export interface Comparison {
  readonly compared: number;
  /** To what both said yes, and how often: nothing is shown by two that always say no. */
  readonly allowed: ReadonlyMap<HasParams, number>;
  readonly differences: readonly Difference[];
}

/**
 * Asks the PDP and `has()` the same of every token: each token some of the questions, and each
 * question many tokens. The pack may be changed, to see that it would be noticed.
 */
export async function compareWithHas(
  tokens: readonly Token[],
  questions: readonly Compared[],
  replaced: readonly Replacement[] = [],
): Promise<Comparison> {
  const groups = groupProbes(questions);
  const cerbos = await startPdp(await packCopy(probePolicies(groups), replaced));
  const differences: Difference[] = [];
  const allowed = new Map<HasParams, number>();
  let compared = 0;
  const compareOne = async ({ claims, auth }: Token, index: number) => {
    const group = groups[index % groups.length];
    if (auth === undefined || group === undefined) return;
    const principal = principalOf(auth);
    const result = principal && (await check(cerbos, principal, [group.check]))[0];
    const answers = group.read(result);
    for (const [place, { params, and }] of group.probes.entries()) {
      const has = asksHas(auth, params) && (and?.(auth) ?? true);
      const answer = answers[place] ?? false;
      compared += 1;
      if (has && answer) allowed.set(params, (allowed.get(params) ?? 0) + 1);
      if (has !== answer) differences.push({ claims, params, has, principal, auth });
    }
  };
  const waiting = [...tokens.entries()];
  const work = async () => {
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      await compareOne(next[1], next[0]);
    }
  };
  await Promise.all(Array.from({ length: 16 }, work));
  return { compared, allowed, differences };
}

/** What `has()` says; where it throws instead, nothing is granted. */
export function asksHas({ has }: HasAuth, params: HasParams): boolean {
  try {
    // Its types know only the names that an app has registered.
    return has(params as never);
  } catch {
    return false;
  }
}

function principalOf(auth: HasAuth): Principal | undefined {
  try {
    return toPrincipal(auth);
  } catch (error) {
    if (isClerkCerbosError(error) && error.name === 'RejectedError') return undefined;
    throw error;
  }
}
