import { whenFetched } from '../base/createBatcher';
import { getOrCreate, type PromiseCache, type Stopper, withDeadline } from '../base/withDeadline';
import type { ClerkAuth } from '../identify/ClerkAuth';
import type { Principal } from '../identify/Principal';
import { type AuxData, refuseExpired } from '../identify/sessionToken';
import { createDecision, type Decided, warnOfNoMatch } from './decide';
import { createLoads, type Loads, type ReadyResource } from './loads';
import { askPlan } from './pdp/askPlan';
import type { PdpCall, PdpCaller } from './pdp/callPdp';
import type { BatchLimits } from './pdp/checkBatch';
import {
  type AskedCheck,
  type CheckedResult,
  type Checks,
  createChecks,
  resultOf,
} from './pdp/createChecks';
import type { LoaderTable } from './readLoaders';
import type { CerbosClient } from './types/CerbosClient';
import type { Plan } from './types/Decision';
import type { DecisionEvent } from './types/DecisionEvent';
import type { ParsedQuestion, ParsedResource } from './types/Question';

/** Asks for one principal: what all verbs and guards are made of. */
export interface PrincipalClient {
  /** Clerk's auth object; a signed-out one where the principal is anonymous. */
  readonly auth: ClerkAuth;
  /** As policies saw it last: after `forget`, its attributes are loaded anew by the next question. */
  readonly principal: Principal;
  /** Answers come in the order of the questions. The deadline is that of the stopper. */
  check: (
    questions: readonly ParsedQuestion[],
    options: CheckOptions,
    stopper: Stopper,
  ) => Promise<Answer[]>;
  plan: (
    query: Omit<ParsedResource, 'id'>,
    actions: readonly string[],
    stopper: Stopper,
  ) => Promise<Plan>;
  /**
   * Refuses what is not asked in the request that the client belongs to; absent where the framework
   * can't tell.
   *
   * @throws ConfigurationError `invalid_configuration`; what the framework throws.
   */
  readonly assertCurrent?: (() => Promise<void>) | undefined;
  /** Tells `onDecision` that a guard was given up before it knew which resource to ask about. */
  tellGivenUp: (actions: readonly string[], reason: unknown, durationMs: number) => void;
  /** Loads and asks everything anew from now on. */
  forget: () => void;
}

/** What a check is told beside its questions; all of it, so that none is inherited. */
export interface CheckOptions {
  readonly includeMetadata: boolean | undefined;
  /** Where the question comes from: the app's code on the server, or the browser. */
  readonly asker: DecisionEvent['asker'];
  /** Milliseconds to wait for the PDP, where the question may take longer for other parts. */
  readonly pdpTimeoutMs: number | undefined;
}

/** A decision, the resource that it is about, and what the PDP said of it. */
export interface Answer extends Decided {
  /** `undefined` where there is no such thing. */
  readonly ready: ReadyResource | undefined;
  /** `undefined` where the PDP was not asked, since there is no such thing. */
  readonly result: CheckedResult | undefined;
}

/** How an app asks. */
export interface PrincipalClientSettings {
  readonly cerbos: CerbosClient;
  /** Shared by all who ask this PDP. */
  readonly caller: PdpCaller;
  readonly loaders: LoaderTable;
  /** Refuses a kind that Cerbos would take for another. */
  readonly guardKind: (kind: string) => void;
  readonly batchLimits: BatchLimits;
  readonly includeMetadataByDefault: boolean;
}

/** The caller for whom everything is asked. */
export interface Caller {
  /** The identity that the principal was made of. */
  readonly auth: ClerkAuth;
  readonly principal: Principal;
  readonly auxData: AuxData | undefined;
  /** Milliseconds since 1970 until which answers may be remembered. */
  readonly expiresAt: number;
}

/** A question that is being asked; without a resource there is nothing to check. */
interface PendingCheck {
  readonly question: ParsedQuestion;
  readonly ready: ReadyResource | undefined;
  readonly check: AskedCheck | undefined;
}

/** What is known of a caller, until it is forgotten. */
interface Knowledge {
  readonly principal: Principal;
  readonly call: Pick<PdpCall, 'cerbos' | 'caller' | 'principal' | 'auxData'>;
  readonly loads: Loads;
  readonly checks: Checks;
}

/** What a client belongs to. */
export interface ClientOrigin extends Pick<PrincipalClient, 'assertCurrent'> {
  /** Makes the caller anew, after what was known was forgotten. */
  readonly identify: (stopper: Stopper) => Promise<Caller> | Caller;
}

/**
 * Makes the client of one principal. What is asked in one tick is loaded and asked together, and
 * what was answered is remembered.
 */
export function createPrincipalClient(
  settings: PrincipalClientSettings,
  first: Caller,
  { identify, assertCurrent }: ClientOrigin,
): PrincipalClient {
  const { cerbos, caller, loaders, guardKind, includeMetadataByDefault } = settings;
  const { auth, expiresAt } = first;
  let latest = first.principal;
  const learn = ({ principal, auxData }: Caller): Knowledge => {
    const call = { cerbos, caller, principal, auxData };
    const loads = createLoads(loaders, { auth, principal });
    return { principal, call, loads, checks: createChecks(call, settings.batchLimits) };
  };

  let known: Knowledge | undefined = learn(first);
  let again: PromiseCache<Knowledge> = new Map();

  const forget = () => {
    known?.loads.forget();
    known?.checks.forget();
    known = undefined;
    again = new Map();
  };

  /** What is known; at once, unless it was forgotten. */
  const know = (stopper: Stopper): Knowledge | Promise<Knowledge> => {
    refuseExpired(expiresAt);
    if (known !== undefined) return known;
    const current = again;
    const make = async (own: Stopper) => {
      const made = await identify(own);
      // What was forgotten meanwhile may have a successor.
      if (current === again) latest = made.principal;
      return learn(made);
    };
    return getOrCreate(again, '', make, stopper);
  };

  const find = (
    { loads, checks }: Knowledge,
    questions: readonly ParsedQuestion[],
    stopper: Stopper,
  ) => {
    // In the few seconds in which an expired token still counts, nothing is remembered.
    if (Date.now() >= expiresAt) {
      loads.forget();
      checks.forget();
    }
    return loads.find(
      questions.map(({ resource }) => resource),
      stopper,
    );
  };

  const ask = (
    { checks }: Knowledge,
    question: ParsedQuestion,
    ready: ReadyResource | undefined,
    includeMetadata: boolean,
  ): PendingCheck => {
    const check = ready && { resource: ready.resource, actions: question.actions };
    return { question, ready, check: check && checks.ask(check, includeMetadata) };
  };

  /** Asks alone what the PDP must be asked alone; returns the same list where there is nothing. */
  const settle = ({ checks }: Knowledge, pending: readonly PendingCheck[]) => {
    let settled: PendingCheck[] | undefined;
    pending.forEach((asked, index) => {
      const check = asked.check && checks.settle(asked.check);
      if (check === asked.check) return;
      settled ??= [...pending];
      settled[index] = { ...asked, check };
    });
    return settled ?? pending;
  };

  const fetch = (knowledge: Knowledge, pending: readonly PendingCheck[], stopper: Stopper) =>
    whenFetched(entriesOf(pending), stopper).then(() => {
      const settled = settle(knowledge, pending);
      if (settled === pending) return pending;
      return whenFetched(entriesOf(settled), stopper).then(() => settled);
    });

  const conclude = (principal: Principal, { question, ready, check }: PendingCheck): Answer => {
    const result = check && resultOf(check);
    const decision = createDecision(principal, question, result?.verified);
    if (includeMetadataByDefault) warnOfNoMatch(decision);
    return { principal, decision, ready, result };
  };

  return {
    auth,
    get principal() {
      return latest;
    },
    assertCurrent,
    forget,
    tellGivenUp: () => undefined,
    async check(questions, { includeMetadata = includeMetadataByDefault, pdpTimeoutMs }, stopper) {
      for (const { resource } of questions) guardKind(resource.kind);
      const knowing = know(stopper);
      const knowledge = 'then' in knowing ? await knowing : knowing;
      const finding = find(knowledge, questions, stopper);
      const found = 'then' in finding ? await finding : finding;
      // The deadline may have passed while a loader worked.
      stopper.throwIfStopped();
      const pending = questions.map((question, index) =>
        ask(knowledge, question, found[index], includeMetadata),
      );
      const settled = await (pdpTimeoutMs === undefined
        ? fetch(knowledge, pending, stopper)
        : withDeadline({ timeoutMs: pdpTimeoutMs, signal: stopper }, (own) =>
            fetch(knowledge, pending, own),
          ));
      return settled.map((check) => conclude(knowledge.principal, check));
    },
    async plan(query, actions, signal) {
      guardKind(query.kind);
      const { call } = await know(signal);
      signal.throwIfStopped();
      signal.waitingFor(() => 'the PDP');
      const asked = { ...call, includeMetadata: includeMetadataByDefault, signal };
      return askPlan(asked, query, actions);
    },
  };
}

function entriesOf(pending: readonly PendingCheck[]): AskedCheck['entries'] {
  const entries: AskedCheck['entries'][number][] = [];
  for (const { check } of pending) if (check !== undefined) entries.push(...check.entries);
  return entries;
}
