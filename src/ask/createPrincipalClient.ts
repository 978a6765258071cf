import { whenFetched } from '../base/createBatcher';
import { type StopSignal, withDeadline } from '../base/withDeadline';
import type { BatchLimits } from '../bridge/readOptions';
import type { ClerkAuth } from '../identify/ClerkAuth';
import type { Principal } from '../identify/Principal';
import type { AuxData } from '../identify/sessionToken';
import { createDecision, warnOfNoMatch } from './decide';
import { createLoads, type LoaderTable, type ReadyResource } from './loads';
import { askPlan } from './pdp/askPlan';
import type { PdpCaller } from './pdp/callPdp';
import { type AskedCheck, type CheckedResult, createChecks, resultOf } from './pdp/createChecks';
import type { CerbosClient } from './types/CerbosClient';
import type { Decision, Plan } from './types/Decision';
import type { DecisionEvent } from './types/DecisionEvent';
import type { AskOptions, ParsedQuestion, ParsedResource } from './types/Question';

/** A decision, the resource that it is about, and what the PDP said of it. */
export interface Answer {
  readonly decision: Decision;
  /** `undefined` where there is no such thing. */
  readonly ready: ReadyResource | undefined;
  /** `undefined` where the PDP was not asked, since there is no such thing. */
  readonly result: CheckedResult | undefined;
}

/** How to ask, beside what. */
export interface CheckOptions extends AskOptions {
  readonly includeMetadata?: boolean | undefined;
  /** Who wants to know. Default: the app's code on the server. */
  readonly asker?: DecisionEvent['asker'];
}

/** Everything that can be asked for one principal: what all verbs and guards are made of. */
export interface PrincipalClient {
  readonly auth: ClerkAuth;
  readonly principal: Principal;
  /** The kinds whose attributes the browser says. */
  readonly clientAttributes: ReadonlySet<string>;
  /** Answers come in the order of the questions. */
  check: (questions: readonly ParsedQuestion[], options?: CheckOptions) => Promise<Answer[]>;
  plan: (
    query: Omit<ParsedResource, 'id'>,
    actions: readonly string[],
    options?: AskOptions,
  ) => Promise<Plan>;
  /** Loads and asks everything anew from now on. */
  forget: () => void;
}

/** How an app asks. */
export interface PrincipalClientSettings {
  readonly cerbos: CerbosClient;
  /** Shared by all who ask this PDP. */
  readonly caller: PdpCaller;
  readonly loaders: LoaderTable;
  /** Milliseconds, for loaders and PDP together. */
  readonly timeoutMs: number;
  /** Refuses a kind that Cerbos would take for another. */
  readonly guardKind: (kind: string) => void;
  /** The kinds whose attributes the browser says. */
  readonly clientAttributes: ReadonlySet<string>;
  readonly batchLimits: BatchLimits;
  /** Should every answer come with its reasons, unless its asker says otherwise? */
  readonly includeMetadataByDefault: boolean;
}

/** Who asks. */
export interface Caller {
  readonly auth: ClerkAuth;
  readonly principal: Principal;
  readonly auxData: AuxData | undefined;
  /** Milliseconds since 1970 until which answers may be remembered. */
  readonly expiresAt: number;
}

/** A question that was asked; without a resource there is nothing to check. */
interface PendingCheck {
  readonly question: ParsedQuestion;
  readonly ready: ReadyResource | undefined;
  readonly check: AskedCheck | undefined;
}

type PendingEntry = AskedCheck['entries'][number];

/**
 * Everything that can be asked for this principal. What is asked in one tick is loaded and asked
 * together, and what was answered is remembered.
 */
export function createPrincipalClient(
  settings: PrincipalClientSettings,
  { auth, principal, auxData, expiresAt }: Caller,
): PrincipalClient {
  const {
    cerbos,
    caller,
    loaders,
    timeoutMs,
    guardKind,
    clientAttributes,
    includeMetadataByDefault,
  } = settings;
  const loads = createLoads(loaders, { auth, principal });
  const call = { cerbos, caller, principal, auxData };
  const checks = createChecks(call, settings.batchLimits);

  const forget = () => {
    loads.forget();
    checks.forget();
  };

  const find = (questions: readonly ParsedQuestion[], signal: StopSignal) => {
    for (const { resource } of questions) guardKind(resource.kind);
    if (Date.now() >= expiresAt) forget();
    return loads.find(
      questions.map(({ resource }) => resource),
      signal,
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
    return { decision, ready, result };
  };

  // What must wait, and nothing else: there is one of it for each question that waits.
  const answer = async (
    questions: readonly ParsedQuestion[],
    includeMetadata: boolean,
    signal: StopSignal,
  ): Promise<Answer[]> => {
    const finding = find(questions, signal);
    const found = 'then' in finding ? await finding : finding;
    // It may have given up while a loader worked.
    if (signal.aborted) throw signal.reason;
    const asked = questions.map((question, index) => ask(question, found[index], includeMetadata));
    await whenFetched(placesOf(asked), signal);
    return asked.map(conclude);
  };

  return {
    auth,
    principal,
    clientAttributes,
    forget,
    check: (questions, { includeMetadata = includeMetadataByDefault, signal } = {}) =>
      withDeadline({ timeoutMs, signal }, (signal) => answer(questions, includeMetadata, signal)),
    async plan(query, actions, { signal } = {}) {
      guardKind(query.kind);
      return withDeadline({ timeoutMs, signal }, (signal) =>
        askPlan({ ...call, includeMetadata: includeMetadataByDefault, signal }, query, actions),
      );
    },
  };
}

function placesOf(asked: readonly PendingCheck[]): readonly PendingEntry[] {
  const places: PendingEntry[] = [];
  for (const { check } of asked) if (check !== undefined) places.push(...check.entries);
  return places;
}
