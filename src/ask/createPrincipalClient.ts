import { whenFetched } from '../base/createBatcher';
import { getOrCreate, type PromiseCache, type Stopper, withDeadline } from '../base/withDeadline';
import { refuseExpired } from '../identify/sessionToken';
import { createPlans, type Plans } from './createPlans';
import { createDecision, warnOfNoMatch } from './decide';
import { createLoads, type Loads, type ReadyResource } from './loads';
import type { PdpCaller } from './pdp/callPdp';
import type { BatchLimits } from './pdp/checkBatch';
import {
  type AskedCheck,
  type Checks,
  type ChecksCall,
  createChecks,
  isKnownToAllow,
  resultOf,
} from './pdp/createChecks';
import type { Answer, Caller, PrincipalClient } from './PrincipalClient';
import type { LoaderTable } from './readLoaders';
import type { ParsedQuestion } from './types/Question';
import { warnOfRolePolicy } from './warnOfRolePolicy';

/** The settings that all clients of one app share. */
export interface PrincipalClientSettings {
  /** Shared by everything that asks this PDP. */
  readonly caller: PdpCaller;
  readonly loaders: LoaderTable;
  /** Refuses a kind that Cerbos would confuse with another one. */
  readonly guardKind: (kind: string) => void;
  readonly batchLimits: BatchLimits;
  readonly includeMetadataByDefault: boolean;
  /** Whether a denial of `authorize` or a guard is logged. */
  readonly logsDenials: boolean;
}

/** A question in progress. */
interface PendingCheck {
  readonly question: ParsedQuestion;
  readonly ready: ReadyResource | undefined;
  /**
   * The check of the question itself, and one for `notFoundUnless` if the answer may be a denial,
   * which has no part in the decision. Empty if there is no such resource.
   */
  readonly checks: readonly AskedCheck[];
}

/** Everything known about a caller, until `forget`. */
interface Knowledge {
  readonly caller: Caller;
  readonly loads: Loads;
  readonly checks: Checks;
  readonly plans: Plans;
  /** Milliseconds since 1970: all of it was learned later. */
  readonly since: number;
}

/** Where a client comes from. */
export interface ClientOrigin extends Pick<PrincipalClient, 'assertCurrent'> {
  /** Loads what the principal needs: for the first question, after a failure, after `forget`. */
  readonly load: (stopper: Stopper) => Promise<Caller> | Caller;
  /** Where its questions are asked. Default: in its own calls, whose answers it remembers. */
  readonly checksOf?: ((call: ChecksCall) => Checks) | undefined;
}

/**
 * Makes the client of one principal. Questions of one tick are loaded and asked together, and
 * answers are remembered.
 */
export function createPrincipalClient(
  settings: PrincipalClientSettings,
  {
    load,
    assertCurrent,
    checksOf = (call) => createChecks(call, settings.batchLimits),
  }: ClientOrigin,
): PrincipalClient {
  const { caller: pdp, loaders, guardKind, includeMetadataByDefault } = settings;
  const learn = (caller: Caller, since: number): Knowledge => {
    const { auth, principal, auxData } = caller;
    const call = { caller: pdp, principal, auxData };
    const loads = createLoads(loaders, { auth, principal });
    const checks = checksOf(call);
    const plans = createPlans(call, checks, includeMetadataByDefault);
    return { caller, loads, checks, plans, since };
  };

  let latest: Caller | undefined;
  let known: Knowledge | undefined;
  let knowing: PromiseCache<Knowledge> = new Map();
  const whatIsKnown = () => known;

  const forget = () => {
    if (known !== undefined) forgetAnswers(known);
    known = undefined;
    knowing = new Map();
  };

  /** What is known about the caller. Synchronous, unless something must be loaded. */
  const know = (stopper: Stopper): Knowledge | Promise<Knowledge> => {
    if (latest !== undefined) refuseExpired(latest.expiresAt);
    if (known !== undefined) return known;
    const current = knowing;
    const make = async (own: Stopper) => {
      // What the load reads may change while it is on its way.
      const since = Date.now();
      const loading = load(own);
      const caller = 'then' in loading ? await loading : loading;
      refuseExpired(caller.expiresAt);
      const learned = learn(caller, since);
      latest ??= caller;
      // A `forget` may have come in between.
      if (current === knowing) {
        latest = caller;
        known = learned;
      }
      return learned;
    };
    const made = getOrCreate(knowing, '', make, stopper);
    // If nothing had to be loaded, it is known by now.
    return whatIsKnown() ?? made;
  };

  const ready = (stopper: Stopper): Caller | Promise<Caller> => {
    const knowledge = know(stopper);
    return 'then' in knowledge ? knowledge.then(({ caller }) => caller) : knowledge.caller;
  };

  const ask = (
    { checks }: Knowledge,
    question: ParsedQuestion,
    ready: ReadyResource | undefined,
    includeMetadata: boolean,
  ): PendingCheck => {
    if (ready === undefined) return { question, ready, checks: [] };
    const { resource } = ready;
    const { actions } = question;
    const own = checks.ask({ resource, actions }, includeMetadata);
    const action = notFoundUnless(question);
    // An answer that already allows needs no shape for a denial, and no call for one.
    if (action === undefined || actions.includes(action) || isKnownToAllow(own)) {
      return { question, ready, checks: [own] };
    }
    const shaping = checks.ask({ resource, actions: [action] }, includeMetadata);
    return { question, ready, checks: [own, shaping] };
  };

  /** Asks again alone where a shared answer may differ; returns the same list if none does. */
  const settle = ({ checks }: Knowledge, pending: readonly PendingCheck[]) => {
    let settled: PendingCheck[] | undefined;
    pending.forEach((asked, index) => {
      const again = asked.checks.map((check) => checks.settle(check));
      if (again.every((check, position) => check === asked.checks[position])) return;
      settled ??= [...pending];
      settled[index] = { ...asked, checks: again };
    });
    return settled ?? pending;
  };

  const fetch = (knowledge: Knowledge, pending: readonly PendingCheck[], stopper: Stopper) =>
    whenFetched(entriesOf(pending), stopper).then(() => {
      const settled = settle(knowledge, pending);
      if (settled === pending) return pending;
      return whenFetched(entriesOf(settled), stopper).then(() => settled);
    });

  const conclude = (
    { caller: { principal }, since }: Knowledge,
    { question, ready, checks }: PendingCheck,
  ): Answer => {
    const [result, shaping] = checks.map(resultOf);
    const decision = createDecision(principal, question, result?.verified);
    const action = notFoundUnless(question);
    const shape =
      action === undefined || shaping === undefined
        ? decision
        : createDecision(principal, { ...question, actions: [action] }, shaping.verified);
    if (includeMetadataByDefault) {
      for (const made of new Set([decision, shape])) {
        warnOfNoMatch(made);
        warnOfRolePolicy(made);
      }
    }
    const isHidden = action !== undefined && !shape.isAllowed(action);
    const logsDenial = settings.logsDenials;
    return { principal, decision, since, ready, result, isHidden, logsDenial };
  };

  return {
    get caller() {
      return latest;
    },
    ready,
    assertCurrent,
    forget,
    tellGivenUp: () => undefined,
    async check(questions, { includeMetadata = includeMetadataByDefault, pdpTimeoutMs }, stopper) {
      for (const { resource } of questions) guardKind(resource.kind);
      const found = know(stopper);
      const knowledge = 'then' in found ? await found : found;
      stopper.throwIfStopped();
      forgetIfExpired(knowledge);
      const finding = knowledge.loads.find(
        questions.map(({ resource }) => resource),
        stopper,
      );
      const resources = 'then' in finding ? await finding : finding;
      // The deadline may have passed while a loader ran.
      stopper.throwIfStopped();
      const pending = questions.map((question, index) =>
        ask(knowledge, question, resources[index], includeMetadata),
      );
      const settled = await (pdpTimeoutMs === undefined
        ? fetch(knowledge, pending, stopper)
        : withDeadline({ timeoutMs: pdpTimeoutMs, signal: stopper }, (own) =>
            fetch(knowledge, pending, own),
          ));
      return settled.map((check) => conclude(knowledge, check));
    },
    async plan(query, actions, stopper) {
      guardKind(query.kind);
      const knowledge = await know(stopper);
      stopper.throwIfStopped();
      forgetIfExpired(knowledge);
      return knowledge.plans.ask(query, actions, stopper);
    },
  };
}

function forgetAnswers({ loads, checks, plans }: Knowledge): void {
  for (const answers of [loads, checks, plans]) answers.forget();
}

/** For a few seconds an expired token is still accepted. Its answers are not kept. */
function forgetIfExpired(knowledge: Knowledge): void {
  if (Date.now() >= knowledge.caller.expiresAt) forgetAnswers(knowledge);
}

function entriesOf(pending: readonly PendingCheck[]): AskedCheck['entries'] {
  const entries: AskedCheck['entries'][number][] = [];
  for (const { checks } of pending) for (const check of checks) entries.push(...check.entries);
  return entries;
}

function notFoundUnless({ onDenied }: ParsedQuestion): string | undefined {
  return typeof onDenied === 'object' ? onDenied.notFoundUnless : undefined;
}
