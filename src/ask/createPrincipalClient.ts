import { fetched } from '../base/async/createBatcher';
import { type StopSignal, withDeadline } from '../base/async/withDeadline';
import type { ClerkAuth } from '../identify/ClerkAuth';
import type { Principal } from '../identify/Principal';
import type { AuxData } from '../identify/sessionToken';
import { createDecision, warnOfNoMatch } from './decide/createDecision';
import { createLoads, type ReadyResource } from './load/createLoads';
import type { LoaderTable } from './load/loaders';
import { askPlan } from './pdp/askPlan';
import type { BatchLimits } from './pdp/batchLimits';
import { type AskedCheck, type CheckedResult, createChecks, resultOf } from './pdp/createChecks';
import type { Line } from './pdp/transport';
import type { CerbosClient } from './types/CerbosClient';
import type { Decision } from './types/Decision';
import type { DecisionEvent } from './types/DecisionEvent';
import type { Plan } from './types/Plan';
import type { AskedQuestion, AskedResource, AskOptions } from './types/Question';

/** A decision, the resource that it is about, and what the PDP said of it. */
export interface Answer {
  readonly decision: Decision;
  /** `undefined` where there is no such thing. */
  readonly ready: ReadyResource | undefined;
  /** `undefined` where the PDP was not asked, since there is no such thing. */
  readonly result: CheckedResult | undefined;
}

/** How to ask, beside what. */
export interface InquiryOptions extends AskOptions {
  readonly includeMetadata?: boolean | undefined;
  /** Who wants to know. Default: the app's code on the server. */
  readonly asker?: DecisionEvent['asker'];
}

/** Everything that can be asked for one principal: what all verbs and guards are made of. */
export interface Inquiry {
  readonly auth: ClerkAuth;
  readonly principal: Principal;
  /** The kinds whose attributes the browser says. */
  readonly clientAttributes: ReadonlySet<string>;
  /** Answers come in the order of the questions. */
  check: (questions: readonly AskedQuestion[], options?: InquiryOptions) => Promise<Answer[]>;
  plan: (
    query: Omit<AskedResource, 'id'>,
    actions: readonly string[],
    options?: AskOptions,
  ) => Promise<Plan>;
  /** Loads and asks everything anew from now on. */
  forget: () => void;
}

/** How an app asks. */
export interface InquirySettings {
  readonly cerbos: CerbosClient;
  /** Shared by all who ask this PDP. */
  readonly line: Line;
  readonly loaders: LoaderTable;
  /** Milliseconds, for loaders and PDP together. */
  readonly timeoutMs: number;
  /** Refuses a kind that Cerbos would take for another. */
  readonly guardKind: (kind: string) => void;
  /** The kinds whose attributes the browser says. */
  readonly clientAttributes: ReadonlySet<string>;
  readonly batchLimits: BatchLimits;
  /** Should every answer come with its reasons, unless its asker says otherwise? */
  readonly explains: boolean;
}

/** Who asks. */
export interface Asker {
  readonly auth: ClerkAuth;
  readonly principal: Principal;
  readonly auxData: AuxData | undefined;
  /** Milliseconds since 1970 until which answers may be remembered. */
  readonly expiresAt: number;
}

/** A question that was asked; without a resource there is nothing to check. */
interface Asked {
  readonly question: AskedQuestion;
  readonly ready: ReadyResource | undefined;
  readonly check: AskedCheck | undefined;
}

type AskedPlace = AskedCheck['places'][number];

/**
 * Everything that can be asked for this principal. What is asked in one tick is loaded and asked
 * together, and what was answered is remembered.
 */
export function createInquiry(
  settings: InquirySettings,
  { auth, principal, auxData, expiresAt }: Asker,
): Inquiry {
  const { cerbos, line, loaders, timeoutMs, guardKind, clientAttributes, explains } = settings;
  const loads = createLoads(loaders, { auth, principal });
  const call = { cerbos, line, principal, auxData };
  const checks = createChecks(call, settings.batchLimits);

  const forget = () => {
    loads.forget();
    checks.forget();
  };

  const find = (questions: readonly AskedQuestion[], signal: StopSignal) => {
    for (const { resource } of questions) guardKind(resource.kind);
    if (Date.now() >= expiresAt) forget();
    return loads.find(
      questions.map(({ resource }) => resource),
      signal,
    );
  };

  const ask = (
    question: AskedQuestion,
    ready: ReadyResource | undefined,
    includeMetadata: boolean,
  ): Asked => {
    const check = ready && { resource: ready.resource, actions: question.actions };
    return { question, ready, check: check && checks.ask(check, includeMetadata) };
  };

  const conclude = ({ question, ready, check }: Asked): Answer => {
    const result = check && resultOf(check);
    const decision = createDecision(principal, question, result?.verified);
    if (explains) warnOfNoMatch(decision);
    return { decision, ready, result };
  };

  // What must wait, and nothing else: there is one of it for each question that waits.
  const answer = async (
    questions: readonly AskedQuestion[],
    includeMetadata: boolean,
    signal: StopSignal,
  ): Promise<Answer[]> => {
    const finding = find(questions, signal);
    const found = 'then' in finding ? await finding : finding;
    // It may have given up while a loader worked.
    if (signal.aborted) throw signal.reason;
    const asked = questions.map((question, index) => ask(question, found[index], includeMetadata));
    await fetched(placesOf(asked), signal);
    return asked.map(conclude);
  };

  return {
    auth,
    principal,
    clientAttributes,
    forget,
    check: (questions, { includeMetadata = explains, signal } = {}) =>
      withDeadline({ timeoutMs, signal }, (signal) => answer(questions, includeMetadata, signal)),
    async plan(query, actions, { signal } = {}) {
      guardKind(query.kind);
      return withDeadline({ timeoutMs, signal }, (signal) =>
        askPlan({ ...call, includeMetadata: explains, signal }, query, actions),
      );
    },
  };
}

function placesOf(asked: readonly Asked[]): readonly AskedPlace[] {
  const places: AskedPlace[] = [];
  for (const { check } of asked) if (check !== undefined) places.push(...check.places);
  return places;
}
