// Mistakes that would let everyone pass. What the compiler sees is marked as elsewhere; what it does
// not see says which lint rule does: lintedMisuses.test.ts holds that.
import { type ClerkAuth, createClerkCerbos } from 'clerk-cerbos';

declare const auth: ClerkAuth;
declare const cerbos: Parameters<typeof createClerkCerbos>[0]['cerbos'];
declare const documents: readonly { readonly id: string }[];
declare const stop: () => void;

const { isAllowed, checkResource, authorize, planResources } = createClerkCerbos({ cerbos });

const resource = { kind: 'document', id: '7', attr: {} };
const question = { resource, action: 'view' } as const;
const check = { resource, actions: ['view'] } as const;
const list = { resource: { kind: 'document' }, action: 'view' } as const;

export async function aPromiseIsNoAnswer() {
  // @ts-expect-error -- always true
  if (isAllowed(auth, question)) stop();
  // @ts-expect-error -- always true
  const shown = isAllowed(auth, question) ? 'secret' : 'nothing';
  // @ts-expect-error -- always true
  const both = isAllowed(auth, question) && 'secret';
  const asked = isAllowed(auth, question);
  // @ts-expect-error -- always true
  if (asked) stop();
  // @ts-expect-error -- always true
  if (checkResource(auth, check)) stop();
  // @ts-expect-error -- no boolean
  const known: boolean = isAllowed(auth, question);
  if (!isAllowed(auth, question)) return; // lint: no-misused-promises
  if (!asked) return; // lint: no-misused-promises
  while (!asked) stop(); // lint: no-misused-promises
  const visible = documents.filter(() => isAllowed(auth, question)); // lint: no-misused-promises
  const same = documents.filter(async () => await isAllowed(auth, question)); // lint: no-misused-promises
  const some = documents.some(() => isAllowed(auth, question)); // lint: no-misused-promises
  authorize(auth, question); // lint: no-floating-promises
  documents.forEach(async () => await authorize(auth, question)); // lint: no-misused-promises
  return { shown, both, known, visible, same, some };
}

export async function aDecisionIsNoAnswer() {
  const decision = await checkResource(auth, check);
  // @ts-expect-error -- a function is always true
  if (decision.isAllowed) stop();
  // @ts-expect-error -- a function is always true
  const shown = decision.allAllowed ? 'secret' : 'nothing';
  if (decision) stop(); // lint: no-unnecessary-condition
  if (!decision) return; // lint: no-unnecessary-condition
  if (!decision.isAllowed) return; // lint: no-unnecessary-condition
  if (!decision.allAllowed) return; // lint: no-unnecessary-condition
  if (decision.allowedActions()) stop(); // lint: no-unnecessary-condition
  if (decision.actions['view']) stop(); // lint: no-unnecessary-condition
  if (!decision.actions['view']) return; // lint: no-unnecessary-condition
  if (await authorize(auth, question)) stop(); // lint: no-unnecessary-condition
  return shown;
}

export async function aPlanIsNoFilter() {
  const plan = await planResources(auth, list);
  // @ts-expect-error -- where nothing is allowed there is no condition to fall back from
  const filter: unknown = plan.condition ?? {};
  // @ts-expect-error -- the same
  const { condition = {} } = plan;
  if (plan) stop(); // lint: no-unnecessary-condition
  if (plan.kind !== 'KIND_CONDITIONAL') return { filter, condition };
  const narrowed: object = plan.condition;
  return 'condition' in plan ? plan.condition : narrowed;
}
