import { isDevelopment } from '../development';
import type { ClerkAuth } from '../identify/ClerkAuth';
import type { Principal } from '../identify/Principal';
import { askPlan } from './askPlan';
import type { AuxData } from './AuxData';
import type { CerbosClient } from './CerbosClient';
import { createChecks } from './createChecks';
import { createDecision, missingDecision } from './createDecision';
import type { Line } from './createLine';
import { createLoads } from './createLoads';
import type { Answer, Inquiry } from './Inquiry';
import type { LoaderTable } from './loadKind';
import type { BatchLimits } from './readBatchLimits';
import type { AskedQuestion } from './readQuestion';
import { type StopSignal, toAbortSignal } from './StopSignal';
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
  const { cerbos, line, loaders, timeoutMs, guardKind, clientAttributes } = settings;
  const loads = createLoads(loaders, { auth, principal });
  const call = { cerbos, line, principal, auxData };
  const checks = createChecks(call, settings.batchLimits);

  // To read the environment is slow.
  const explains = isDevelopment();

  const forget = () => {
    loads.forget();
    checks.forget();
  };

  const answer = async (
    questions: readonly AskedQuestion[],
    options: { readonly includeMetadata: boolean; readonly signal: StopSignal },
  ): Promise<Answer[]> => {
    const resources = questions.map(({ resource }) => resource);
    const found = loads.given(resources) ?? (await loads.find(resources, options.signal));
    const asked = questions.flatMap(({ actions }, index) => {
      const ready = found[index];
      return ready === undefined ? [] : [{ resource: ready.resource, actions }];
    });
    const results = await checks.ask(asked, options);
    let next = 0;
    return questions.map((question, index) => {
      const ready = found[index];
      if (ready === undefined) {
        return { decision: missingDecision(question), ready, result: undefined };
      }
      const result = results[next];
      next += 1;
      if (result === undefined) throw new TypeError('Every question has a result.');
      const decision = createDecision(principal, question, result);
      if (explains) warnOfNoMatch(decision);
      return { decision, ready, result };
    });
  };

  return {
    auth,
    principal,
    clientAttributes,
    forget,
    async check(questions, { includeMetadata = explains, ...options } = {}) {
      for (const { resource } of questions) guardKind(resource.kind);
      if (Date.now() >= expiresAt) forget();
      return withDeadline({ timeoutMs, ...options }, (signal) =>
        answer(questions, { includeMetadata, signal }),
      );
    },
    async plan(query, actions, options = {}) {
      guardKind(query.kind);
      return withDeadline({ timeoutMs, ...options }, (signal) =>
        askPlan(
          { ...call, includeMetadata: explains, signal: toAbortSignal(signal) },
          query,
          actions,
        ),
      );
    },
  };
}
