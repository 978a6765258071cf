import { isDeepStrictEqual } from 'node:util';
import type { Explanation } from '../explain/Explanation';
import { traceOffline } from '../explain/traceOffline';
import { CommandError } from '../CommandError';
import type { PdpSettings } from '../pdp/readPdpSettings';
import { type PolicyFolder, readPolicies } from '../policies/readPolicies';
import { type Call, type Calls, createCalls } from './createCalls';
import { createDecisionLines } from './createDecisionLines';
import { createExplainer, type Explainer } from './createExplainer';

/** Prints what the PDP decides, and keeps it for who asks later. */
export interface Reporter {
  readonly calls: Calls;
  readonly explainer: Explainer;
  /** Resolves when all that the PDP has answered is printed. */
  readonly catchUp: () => Promise<void>;
}

interface ReporterOptions {
  readonly binary: string;
  readonly say: (line: string) => void;
  /** Which decisions are printed. */
  readonly prints: 'denials' | 'all' | 'none';
  readonly settings: PdpSettings;
  readonly pdpUrl: () => string;
  /** The policies that the PDP has now. */
  readonly policies: () => PolicyFolder | undefined;
}

/** Puts together what reads the log of the PDP, explains it and prints it. */
export function createReporter(options: ReporterOptions): Reporter {
  const { binary, say, prints, settings, pdpUrl, policies } = options;
  const { engine, isRejecting } = settings;
  const lines = createDecisionLines(say);
  // In the order of the calls, however long it takes to explain each.
  let printed = Promise.resolve();
  const print = (explanations: Promise<readonly Explanation[]>) => {
    printed = printed.then(async () => {
      for (const explanation of await explanations) lines.decision(explanation);
    });
  };
  const calls = createCalls({
    policies,
    onCall(call: Call) {
      if (prints === 'none') return;
      const isPrinted = ({ effect }: { readonly effect: string }) =>
        prints === 'all' || effect !== 'EFFECT_ALLOW';
      print(explainer.explainCall(call, isPrinted));
    },
    onPlan(plan) {
      if (prints !== 'all') return;
      printed = printed.then(() => lines.plan(plan));
    },
  });
  const explainer = createExplainer({
    calls,
    pdpUrl,
    engine,
    async traceOffline(question, { folder, policies: wanted }) {
      const how = { ignoreSchemas: !isRejecting, engine };
      const answer = await traceOffline(binary, folder, question, how);
      // The PDP may have older policies than the files, such as the last ones that compile.
      const { policies: there } = await readPolicies(folder);
      if (isDeepStrictEqual(there, wanted)) return answer;
      throw new CommandError('the policies have changed since');
    },
  });
  return {
    calls,
    explainer,
    async catchUp() {
      await explainer.catchUp();
      await printed;
    },
  };
}
