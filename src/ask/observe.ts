import { errorKind } from '../base/errors';
import { isClerkCerbosError } from '../base/isClerkCerbosError';
import { snapshot } from '../base/snapshot';
import { type Stopper, withDeadline } from '../base/withDeadline';
import type { Principal } from '../identify/Principal';
import type { AskedPlan } from './createPlans';
import type { Notify } from './createNotify';
import type { Answer, PrincipalClient } from './PrincipalClient';
import type { Decision, DecisionMetadata } from './types/Decision';
import type { DecisionEvent, DecisionOutcome } from './types/DecisionEvent';
import type { Plan } from './types/Plan';
import type { ParsedResource } from './types/Question';

/**
 * Returns the same client, but reports each question to the listeners when its answer is ready. The
 * PDP is then always asked for its reasons, even if the caller did not ask for them.
 */
export function observe(
  client: PrincipalClient,
  notify: Notify,
  includeMetadataByDefault: boolean,
): PrincipalClient {
  const tellFailure = (subject: EventSubject, error: unknown, wait: Wait) => {
    const principal = client.caller?.principal;
    if (principal === undefined) return;
    notify(principal, () => failedEvent(subject, principal, error, wait));
  };

  /** An event names the principal, so there is none before it is known. */
  const untilKnown = async (stopper: Stopper): Promise<void> => {
    await client.ready(stopper);
    stopper.throwIfStopped();
  };

  const notifyOfFailure = async <Answer>(
    subjects: readonly EventSubject[],
    stopper: Stopper,
    ask: (stopper: Stopper) => Promise<Answer>,
  ): Promise<Answer> => {
    const start = performance.now();
    try {
      // Work that is shared with others may go on after this caller gave up. Its event is sent now.
      return await withDeadline({ signal: stopper }, ask);
    } catch (error) {
      const wait = { isAborted: stopper.aborted, durationMs: performance.now() - start };
      for (const subject of subjects) tellFailure(subject, error, wait);
      throw error;
    }
  };

  return {
    get caller() {
      return client.caller;
    },
    ready: client.ready,
    assertCurrent: client.assertCurrent,
    forget: client.forget,
    async check(questions, options, stopper) {
      const { includeMetadata = includeMetadataByDefault, asker } = options;
      if (client.caller === undefined) await untilKnown(stopper);
      const subjects = questions.map((question): EventSubject => ({
        type: 'check',
        asker,
        ...question,
      }));
      const answers = await notifyOfFailure(subjects, stopper, (own) =>
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
      if (client.caller === undefined) await untilKnown(stopper);
      const subject: EventSubject = { type: 'plan', asker, resource: about, actions };
      const planned = await notifyOfFailure([subject], stopper, (own) =>
        client.plan(resource, actions, own),
      );
      const principal = client.caller?.principal;
      if (principal !== undefined) {
        notify(principal, () => plannedEvent(subject, principal, planned));
      }
      return planned;
    },
    tellGivenUp(actions, reason, durationMs) {
      const resource = { kind: '', id: '', policyVersion: undefined, scope: undefined };
      const subject: EventSubject = { type: 'check', asker: 'server', resource, actions };
      tellFailure(subject, reason, { isAborted: true, durationMs });
    },
  };
}

/** A question, of either type. */
export interface EventSubject {
  readonly type: DecisionEvent['type'];
  readonly asker: DecisionEvent['asker'];
  /** A plan's `id` is `''`. */
  readonly resource: Omit<ParsedResource, 'attr' | 'beside'>;
  readonly actions: readonly string[];
}

/** The event of a check with an answer. `result` is absent if there is no such resource. */
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
    pdp: result?.verified.pdp ?? '',
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
  { plan, pdp, durationMs, fromMemory }: AskedPlan,
): DecisionEvent {
  return event(subject, principal, {
    outcome: PLANNED[plan.kind],
    validationErrors: violationsOf(plan),
    cerbosCallId: plan.cerbosCallId,
    pdp,
    durationMs,
    batchSize: 1,
    fromMemory,
  });
}

/** How long a question without an answer was waited for, and whether its caller gave up. */
interface Wait {
  readonly isAborted: boolean;
  readonly durationMs: number;
}

/** The event of a question without an answer. */
function failedEvent(
  subject: EventSubject,
  principal: Principal,
  error: unknown,
  { isAborted, durationMs }: Wait,
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
  // A copy, so that a listener can't change the decision.
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
    pdp: '',
    batchSize: 0,
    fromMemory: false,
    ...what,
  });
}

/** Only these members: an answer may hold more, which listeners must not see. */
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
