import type { ClerkAuth } from '../identify/ClerkAuth';
import type { Principal } from '../identify/Principal';
import { askPlan } from './askPlan';
import type { AuxData } from './AuxData';
import type { CerbosClient } from './CerbosClient';
import { createChecks } from './createChecks';
import { createDecision } from './createDecision';
import type { Line } from './createLine';
import { createLoads } from './createLoads';
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

  const answer = async (
    questions: readonly AskedQuestion[],
    options: { readonly includeMetadata: boolean; readonly signal: StopSignal },
  ): Promise<Answer[]> => {
    const resources = questions.map(({ resource }) => resource);
    const finding = loads.find(resources, options.signal);
    const found = finding instanceof Promise ? await finding : finding;
    const asked = questions.map(({ actions }, index) => {
      const ready = found[index];
      return ready && { resource: ready.resource, actions };
    });
    const results = await checks.ask(asked, options);
    return questions.map((question, index) => {
      const ready = found[index];
      if (ready === undefined) {
        return { decision: createDecision(principal, question), ready, result: undefined };
      }
      const result = results[index];
      if (result === undefined) throw new TypeError('Every question has a result.');
      const decision = createDecision(principal, question, result.verified);
      if (explains) warnOfNoMatch(decision);
      return { decision, ready, result };
    });
  };

  return {
    auth,
    principal,
    clientAttributes,
    forget,
    async check(questions, { includeMetadata = explains, signal } = {}) {
      for (const { resource } of questions) guardKind(resource.kind);
      if (Date.now() >= expiresAt) forget();
      return withDeadline({ timeoutMs, signal }, (signal) =>
        answer(questions, { includeMetadata, signal }),
      );
    },
    async plan(query, actions, { signal } = {}) {
      guardKind(query.kind);
      return withDeadline({ timeoutMs, signal }, (signal) =>
        askPlan({ ...call, includeMetadata: explains, signal }, query, actions),
      );
    },
  };
}
