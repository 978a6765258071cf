import { CommandError } from '../CommandError';
import type { EngineSettings } from '../pdp/readPdpSettings';
import { runTests } from '../pdp/runTests';
import type { Question, TracedAnswer } from './Explanation';

/** Has the engine of Cerbos decide one question without a server, and say how it got there. */
export async function traceOffline(
  binary: string,
  folder: string,
  { principal, resource, action, claims }: Question,
  { ignoreSchemas, engine }: { readonly ignoreSchemas: boolean; readonly engine?: EngineSettings },
): Promise<TracedAnswer> {
  const [result] = await runTests({
    binary,
    folder,
    ignoreSchemas,
    ...(engine !== undefined && { engine }),
    trace: true,
    principals: { principal },
    resources: { resource },
    tests: [{ principals: ['principal'], resources: ['resource'], actions: [action] }],
    ...(claims !== undefined && { claims }),
  });
  if (result === undefined) throw new CommandError('Cerbos gave no answer to the question.');
  return {
    // Only an explicit allow is an allow.
    effect: result.effect === 'EFFECT_ALLOW' ? 'EFFECT_ALLOW' : 'EFFECT_DENY',
    trace: result.trace,
    schemaErrors: [],
  };
}
