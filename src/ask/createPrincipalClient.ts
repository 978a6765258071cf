import { whenFetched } from '../base/createBatcher';
import { type Stopper, withDeadline } from '../base/withDeadline';
import type { ClerkAuth } from '../identify/ClerkAuth';
import type { Principal } from '../identify/Principal';
import type { AuxData } from '../identify/sessionToken';
import { createDecision, type Decided, warnOfNoMatch } from './decide';
import { createLoads, type LoaderTable, type ReadyResource } from './loads';
import { askPlan } from './pdp/askPlan';
import type { PdpCaller } from './pdp/callPdp';
import type { BatchLimits } from './pdp/checkBatch';
import { type AskedCheck, type CheckedResult, createChecks, resultOf } from './pdp/createChecks';
import type { CerbosClient } from './types/CerbosClient';
import type { Plan } from './types/Decision';
import type { DecisionEvent } from './types/DecisionEvent';
import type { ParsedQuestion, ParsedResource } from './types/Question';

/** Asks for one principal: what all verbs and guards are made of. */
export interface PrincipalClient {
  readonly auth: ClerkAuth;
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
  /** Tells `onDecision` that a guard was given up before it knew which resource to ask about. */
  tellGivenUp: (actions: readonly string[], reason: unknown, durationMs: number) => void;
  /** Loads and asks everything anew from now on. */
  forget: () => void;
}

/** What a check is told beside its questions. */
export interface CheckOptions {
  readonly includeMetadata?: boolean | undefined;
  /** Where the question comes from. Default: the app's code on the server. */
  readonly asker?: DecisionEvent['asker'];
  /** Milliseconds to wait for the PDP, where the question may take longer for other parts. */
  readonly pdpTimeoutMs?: number | undefined;
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

/**
 * Makes the client of one principal. What is asked in one tick is loaded and asked together, and
 * what was answered is remembered.
 */
export function createPrincipalClient(
  settings: PrincipalClientSettings,
  { auth, principal, auxData, expiresAt }: Caller,
): PrincipalClient {
  const { cerbos, caller, loaders, guardKind, includeMetadataByDefault } = settings;
  const loads = createLoads(loaders, { auth, principal });
  const call = { cerbos, caller, principal, auxData };
  const checks = createChecks(call, settings.batchLimits);

  const forget = () => {
    loads.forget();
    checks.forget();
  };

  const find = (questions: readonly ParsedQuestion[], stopper: Stopper) => {
    for (const { resource } of questions) guardKind(resource.kind);
    if (Date.now() >= expiresAt) forget();
    return loads.find(
      questions.map(({ resource }) => resource),
      stopper,
    );
  };

  const ask = (
    question: ParsedQuestion,
    ready: ReadyResource | undefined,
    includeMetadata: boolean,
  ): PendingCheck => {
    const check = ready && { resource: ready.resource, actions: question.actions };
    return { question, ready, check: check && checks.ask(check, includeMetadata) };
  };

  const conclude = ({ question, ready, check }: PendingCheck): Answer => {
    const result = check && resultOf(check);
    const decision = createDecision(principal, question, result?.verified);
    if (includeMetadataByDefault) warnOfNoMatch(decision);
    return { principal, decision, ready, result };
  };

  return {
    auth,
    principal,
    forget,
    tellGivenUp: () => undefined,
    async check(questions, { includeMetadata = includeMetadataByDefault, pdpTimeoutMs }, stopper) {
      const finding = find(questions, stopper);
      const found = 'then' in finding ? await finding : finding;
      // The deadline may have passed while a loader worked.
      stopper.throwIfStopped();
      const pending = questions.map((question, index) =>
        ask(question, found[index], includeMetadata),
      );
      const entries = entriesOf(pending);
      if (pdpTimeoutMs === undefined) await whenFetched(entries, stopper);
      else {
        const deadline = { timeoutMs: pdpTimeoutMs, signal: stopper };
        await withDeadline(deadline, (own) => whenFetched(entries, own));
      }
      return pending.map(conclude);
    },
    async plan(query, actions, signal) {
      guardKind(query.kind);
      signal.waitingFor(() => 'the PDP');
      return askPlan(
        { ...call, includeMetadata: includeMetadataByDefault, signal },
        query,
        actions,
      );
    },
  };
}

type PendingEntry = AskedCheck['entries'][number];

function entriesOf(pending: readonly PendingCheck[]): readonly PendingEntry[] {
  const entries: PendingEntry[] = [];
  for (const { check } of pending) if (check !== undefined) entries.push(...check.entries);
  return entries;
}
