import { isDevelopment } from '../development';
import type { ClerkAuth } from '../identify/ClerkAuth';
import type { Principal } from '../identify/Principal';
import { askPlan } from './askPlan';
import type { CerbosClient } from './CerbosClient';
import { checkBatch } from './checkBatch';
import { createDecision, missingDecision } from './createDecision';
import type { Answer, Inquiry } from './Inquiry';
import { type LoaderTable, loadResources, type ReadyResource } from './loadResources';
import type { PdpCall } from './PdpCall';
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
}

/** Everything that can be asked for this principal. */
export function createInquiry(
  { cerbos, loaders, timeoutMs, guardKind }: InquirySettings,
  auth: ClerkAuth,
  principal: Principal,
): Inquiry {
  return {
    auth,
    principal,
    async check(questions, { includeMetadata = isDevelopment(), ...options } = {}) {
      for (const { resource } of questions) guardKind(resource.kind);
      return withDeadline({ timeoutMs, ...options }, async (signal) => {
        const resources = questions.map(({ resource }) => resource);
        const found = await loadResources(loaders, resources, { auth, principal, signal });
        // A loader that is late must not make the PDP work for nobody.
        signal.throwIfAborted();
        return decide({ cerbos, principal, includeMetadata, signal }, questions, found);
      });
    },
    async plan(query, actions, options = {}) {
      guardKind(query.kind);
      return withDeadline({ timeoutMs, ...options }, (signal) =>
        askPlan({ cerbos, principal, includeMetadata: isDevelopment(), signal }, query, actions),
      );
    },
  };
}

async function decide(
  call: PdpCall,
  questions: readonly AskedQuestion[],
  found: readonly (ReadyResource | undefined)[],
): Promise<Answer[]> {
  const answers = questions.map((question): Answer => ({
    decision: missingDecision(question),
    ready: undefined,
  }));
  const asked = questions.flatMap((question, index) => {
    const ready = found[index];
    return ready === undefined ? [] : [{ index, question, ready }];
  });
  const results = await checkBatch(
    call,
    asked.map(({ question, ready }) => ({ resource: ready.resource, actions: question.actions })),
  );
  results.forEach((result, position) => {
    const entry = asked[position];
    if (entry === undefined) return;
    const decision = createDecision(call.principal, entry.question, result);
    warnOfNoMatch(decision);
    answers[entry.index] = { decision, ready: entry.ready };
  });
  return answers;
}
