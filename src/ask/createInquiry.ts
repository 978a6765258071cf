import { isDevelopment } from '../development';
import type { ClerkAuth } from '../identify/ClerkAuth';
import type { Principal } from '../identify/Principal';
import { askPlan } from './askPlan';
import type { AuxData } from './AuxData';
import type { CerbosClient } from './CerbosClient';
import { createChecks } from './createChecks';
import { createDecision, missingDecision } from './createDecision';
import { createLoads } from './createLoads';
import type { Answer, Inquiry } from './Inquiry';
import type { LoaderTable } from './loadKind';
import type { AskedQuestion } from './readQuestion';
import { warnOfNoMatch } from './warnOfNoMatch';
import { withDeadline } from './withDeadline';

/** How an app asks. */
export interface InquirySettings {
  readonly cerbos: CerbosClient;
  readonly loaders: LoaderTable;
  /** Milliseconds, for loaders and PDP together. */
  readonly timeoutMs: number;
  /** Refuses a kind that Cerbos would take for another. */
  readonly guardKind: (kind: string) => void;
  /** The kinds whose attributes the browser says. */
  readonly clientAttributes: ReadonlySet<string>;
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
  { cerbos, loaders, timeoutMs, guardKind, clientAttributes }: InquirySettings,
  { auth, principal, auxData, expiresAt }: Asker,
): Inquiry {
  const loads = createLoads(loaders, { auth, principal });
  const checks = createChecks({ cerbos, principal, auxData });

  const forget = () => {
    loads.forget();
    checks.forget();
  };

  const answer = async (
    questions: readonly AskedQuestion[],
    options: { readonly includeMetadata: boolean; readonly signal: AbortSignal },
  ): Promise<Answer[]> => {
    const resources = questions.map(({ resource }) => resource);
    const found = await loads.find(resources, options.signal);
    const asked = questions.flatMap(({ actions }, index) => {
      const ready = found[index];
      return ready === undefined ? [] : [{ index, resource: ready.resource, actions }];
    });
    const results = await checks.ask(asked, options);
    const resultOf = new Map(asked.map(({ index }, position) => [index, results[position]]));
    return questions.map((question, index) => {
      const result = resultOf.get(index);
      if (result === undefined) return { decision: missingDecision(question), ready: undefined };
      const decision = createDecision(principal, question, result);
      warnOfNoMatch(decision);
      return { decision, ready: found[index] };
    });
  };

  return {
    auth,
    principal,
    clientAttributes,
    forget,
    async check(questions, { includeMetadata = isDevelopment(), ...options } = {}) {
      for (const { resource } of questions) guardKind(resource.kind);
      if (Date.now() >= expiresAt) forget();
      return withDeadline({ timeoutMs, ...options }, (signal) =>
        answer(questions, { includeMetadata, signal }),
      );
    },
    async plan(query, actions, options = {}) {
      guardKind(query.kind);
      const call = { cerbos, principal, auxData, includeMetadata: isDevelopment() };
      return withDeadline({ timeoutMs, ...options }, (signal) =>
        askPlan({ ...call, signal }, query, actions),
      );
    },
  };
}
