import {
  type ClerkAuth,
  type ClerkCerbosOptions,
  createClerkCerbos,
  isClerkCerbosError,
} from '../../src';
import { mayDo } from '../attacks/faults/oracle';
import { member } from '../rooms/ask/auths';

/** A question that was asked, and what came of it. */
export interface Asked {
  /** Milliseconds, on the clock of `performance`. */
  readonly at: number;
  readonly tookMs: number;
  readonly outcome: 'right' | 'wrong allow' | 'wrong denial' | 'untyped error' | (string & {});
  /** The address of the PDP that answered; `''` if none did. */
  readonly pdp: string;
}

/** Questions that come at a steady rate, however long their answers take. */
export interface Load {
  /** All that were asked and are answered by now, in the order of their answers. */
  readonly asked: readonly Asked[];
  /** Asks no more. Resolves when every question has an outcome. */
  stop: () => Promise<void>;
}

const TICK_MS = 5;
const USERS = 20;

/**
 * Asks questions in an open loop: half of them must be allowed, half of them denied. Each has an
 * auth object of its own, so that no two share a call.
 */
export function askSteadily(
  options: Omit<ClerkCerbosOptions<object>, 'onDecision' | 'resources'>,
  perSecond: number,
): Load {
  const asked: Asked[] = [];
  const open = new Set<Promise<void>>();
  const answeredBy = new Map<string, string>();
  const { isAllowed } = createClerkCerbos({
    ...options,
    onDecision: ({ resource, pdp }) => answeredBy.set(resource.id, pdp),
  });

  const ask = async (index: number) => {
    const person = { userId: `user_${index % USERS}`, orgId: '', orgRole: '' };
    const auth: ClerkAuth = { ...member, ...person, orgId: null, orgRole: null };
    const ownerId = index % 2 === 0 ? person.userId : 'user_of_another_app';
    const document = { ownerId, orgId: 'org_acme', public: false };
    const id = `doc_${index}`;
    const resource = { kind: 'document', id, attr: document };
    const at = performance.now();
    let outcome: string;
    try {
      const allowed = await isAllowed(auth, { resource, action: 'view' });
      const isRight = allowed === mayDo(person, 'view', document);
      outcome = isRight ? 'right' : allowed ? 'wrong allow' : 'wrong denial';
    } catch (error) {
      outcome = isClerkCerbosError(error) ? error.code : 'untyped error';
    }
    asked.push({ at, tookMs: performance.now() - at, outcome, pdp: answeredBy.get(id) ?? '' });
    answeredBy.delete(id);
  };

  const start = performance.now();
  let count = 0;
  const timer = setInterval(() => {
    const due = ((performance.now() - start) * perSecond) / 1000;
    while (count < due) {
      const question = ask(count).finally(() => open.delete(question));
      open.add(question);
      count += 1;
    }
  }, TICK_MS);

  return {
    asked,
    async stop() {
      clearInterval(timer);
      await Promise.all(open);
    },
  };
}
