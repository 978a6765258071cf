import { warnOnce } from '../base/development';
import { errorKind, isClerkCerbosError } from '../base/errors';
import { snapshot } from '../base/snapshot';
import { type Stopper, withDeadline } from '../base/withDeadline';
import type { Principal } from '../identify/Principal';
import type { Answer, PrincipalClient } from './PrincipalClient';
import type { Decision, DecisionMetadata, Plan } from './types/Decision';
import type { DecisionEvent, DecisionListener, DecisionOutcome } from './types/DecisionEvent';
import type { ParsedResource } from './types/Question';

/**
 * The same client, and all who listen hear of each question once, when its asker has the answer:
 * why it was decided so, too, even if the asker does not want to know.
 */
export function observe(
  client: PrincipalClient,
  notify: Notify,
  includeMetadataByDefault: boolean,
): PrincipalClient {
  const notifyOfFailure = async <Answer>(
    subjects: readonly EventSubject[],
    stopper: Stopper,
    ask: (stopper: Stopper) => Promise<Answer>,
  ): Promise<{ answer: Answer; durationMs: number }> => {
    const start = performance.now();
    const sinceStart = () => performance.now() - start;
    try {
      // What is shared with others may go on after this asker gave up; listeners hear of it now.
      const answer = await withDeadline({ signal: stopper }, ask);
      return { answer, durationMs: sinceStart() };
    } catch (error) {
      const wait = { isAborted: stopper.aborted, durationMs: sinceStart() };
      const { principal } = client;
      for (const subject of subjects) {
        notify(principal, () => failedEvent(subject, principal, error, wait));
      }
      throw error;
    }
  };

  return {
    auth: client.auth,
    get principal() {
      return client.principal;
    },
    assertCurrent: client.assertCurrent,
    forget: client.forget,
    async check(questions, options, stopper) {
      const { includeMetadata = includeMetadataByDefault, asker } = options;
      const subjects = questions.map((question): EventSubject => ({
        type: 'check',
        asker,
        ...question,
      }));
      const { answer: answers } = await notifyOfFailure(subjects, stopper, (own) =>
        client.check(questions, { ...options, includeMetadata: true }, own),
      );
      subjects.forEach((subject, index) => {
        const answer = answers[index];
        if (answer === undefined) return;
        notify(answer.principal, () => decidedEvent(subject, answer));
      });
      if (includeMetadata) return answers;
      return answers.map(({ decision, ...answer }) => ({
        ...answer,
        decision: { ...decision, metadata: undefined },
      }));
    },
    async plan(resource, actions, stopper) {
      const asker = 'server';
      const about = { ...resource, id: '' };
      const subject: EventSubject = { type: 'plan', asker, resource: about, actions };
      const { answer: plan, durationMs } = await notifyOfFailure([subject], stopper, (own) =>
        client.plan(resource, actions, own),
      );
      const { principal } = client;
      notify(principal, () => plannedEvent(subject, principal, plan, durationMs));
      return plan;
    },
    tellGivenUp(actions, reason, durationMs) {
      const resource = { kind: '', id: '', policyVersion: undefined, scope: undefined };
      const subject: EventSubject = { type: 'check', asker: 'server', resource, actions };
      const { principal } = client;
      const wait = { isAborted: true, durationMs };
      notify(principal, () => failedEvent(subject, principal, reason, wait));
    },
  };
}

/** Makes an event and tells it to all who listen, at once and in their order; never throws. */
export type Notify = (principal: Principal, toEvent: () => DecisionEvent) => void;

/**
 * Makes what tells these listeners; `undefined` where there are none. Nothing that one of them does
 * changes an answer or keeps another from hearing of it, and nobody waits for it.
 */
export function createNotify(
  listeners: readonly (DecisionListener | undefined)[],
): Notify | undefined {
  const heard = listeners.filter((listener) => listener !== undefined);
  if (heard.length === 0) return undefined;
  return (principal, toEvent) => {
    attempt(() => {
      const event = toEvent();
      for (const listener of heard) attempt(() => listener(event, principal));
    });
  };
}

function attempt(run: () => unknown): void {
  try {
    const returned = run();
    // Typed to return nothing, an async function still returns a promise, which may reject.
    if (returned instanceof Promise) returned.catch(complain);
  } catch (error) {
    complain(error);
  }
}

function complain(error: unknown): void {
  const reason = error instanceof Error ? error.message : String(error);
  warnOnce(`onDecision failed, and the answer stands all the same: ${reason}`);
}

/** A question, of either type. */
export interface EventSubject {
  readonly type: DecisionEvent['type'];
  readonly asker: DecisionEvent['asker'];
  /** A plan's `id` is `''`. */
  readonly resource: Omit<ParsedResource, 'attr'>;
  readonly actions: readonly string[];
}

/** The event of a check that was decided; `result` is absent where there is no such resource. */
function decidedEvent(
  subject: EventSubject,
  { principal, decision, result }: Answer,
): DecisionEvent {
  return event(subject, principal, {
    outcome: decision.allAllowed() ? 'allowed' : 'denied',
    ...(result === undefined ? {} : { resource: decision.resource }),
    effects: decision.actions,
    found: decision.found,
    stepUp: decision.stepUp,
    metadata: namesOf(decision.metadata),
    validationErrors: violationsOf(decision),
    cerbosCallId: decision.cerbosCallId,
    durationMs: result?.verified.durationMs ?? 0,
    batchSize: result?.verified.batchSize ?? 0,
    fromMemory: result?.fromMemory ?? false,
  });
}

const PLANNED: Record<Plan['kind'], DecisionOutcome> = {
  KIND_ALWAYS_ALLOWED: 'allowed',
  KIND_ALWAYS_DENIED: 'denied',
  KIND_CONDITIONAL: 'conditional',
};

/** The event of a plan. */
function plannedEvent(
  subject: EventSubject,
  principal: Principal,
  plan: Plan,
  durationMs: number,
): DecisionEvent {
  return event(subject, principal, {
    outcome: PLANNED[plan.kind],
    validationErrors: violationsOf(plan),
    cerbosCallId: plan.cerbosCallId,
    durationMs,
    batchSize: 1,
  });
}

/** The event of a question without an answer. */
function failedEvent(
  subject: EventSubject,
  principal: Principal,
  error: unknown,
  { isAborted, durationMs }: { readonly isAborted: boolean; readonly durationMs: number },
): DecisionEvent {
  const ours = isClerkCerbosError(error) ? error : undefined;
  return event(subject, principal, {
    outcome: ours === undefined && isAborted ? 'aborted' : failureOf(error),
    errorCode: ours?.code,
    durationMs,
  });
}

function failureOf(error: unknown): DecisionOutcome {
  switch (errorKind(error)) {
    case 'unavailable':
      return 'unavailable';
    case 'rejected':
      return 'rejected';
    case 'configuration':
      return 'misconfigured';
    default:
      return 'failed';
  }
}

type What = Pick<DecisionEvent, 'outcome' | 'durationMs'> & Partial<DecisionEvent>;

function event(
  { type, asker, resource, actions }: EventSubject,
  principal: Principal,
  what: What,
): DecisionEvent {
  const { tokenType, actorId, actorType } = principal.attr;
  const { kind, id, policyVersion = '', scope = '' } = resource;
  // In a copy of its own: what is told to others must not change what was decided.
  return snapshot({
    type,
    asker,
    errorCode: undefined,
    principal: { id: principal.id, roles: principal.roles, tokenType, actorId, actorType },
    resource: { kind, id, policyVersion, scope },
    actions,
    effects: {},
    found: true,
    stepUp: undefined,
    metadata: undefined,
    validationErrors: [],
    cerbosCallId: '',
    batchSize: 0,
    fromMemory: false,
    ...what,
  });
}

/** Whatever else an answer may hold is nobody's to see. */
function namesOf(metadata: DecisionMetadata | undefined): DecisionMetadata | undefined {
  if (metadata === undefined) return undefined;
  const { actions, effectiveDerivedRoles } = metadata;
  const named = Object.entries(actions).map(([action, matched]) => {
    const { matchedPolicy = '', matchedScope = '' } = matched ?? {};
    return [action, { matchedPolicy, matchedScope }] as const;
  });
  return { actions: Object.fromEntries(named), effectiveDerivedRoles };
}

function violationsOf({ validationErrors }: Pick<Decision, 'validationErrors'>) {
  return validationErrors.map(({ path, source }) => ({ path, source }));
}
