import type { ClerkAuth } from '../identify/ClerkAuth';
import type { Principal } from '../identify/Principal';
import { askPlan } from './askPlan';
import type { AuxData } from './AuxData';
import type { CerbosClient } from './CerbosClient';
import { fetched } from './createBatcher';
import { type AskedCheck, createChecks, resultOf } from './createChecks';
import { createDecision } from './createDecision';
import type { Line } from './createLine';
import { createLoads, type ReadyResource } from './createLoads';
import type { Answer, Inquiry } from './Inquiry';
import type { LoaderTable } from './loadKind';
import type { BatchLimits } from './readBatchLimits';
import type { AskedQuestion } from './readQuestion';
import type { StopSignal } from './StopSignal';
import { warnOfNoMatch } from './warnOfNoMatch';
import { withDeadline } from './withDeadline';

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
