import { cerbosBinary } from '../../testing/cerbos/cerbosBinary';
import { CommandError, exitCodes } from '../CommandError';
import { readPdpSettings } from '../pdp/readPdpSettings';
import { readPolicies } from '../policies/readPolicies';
import { createProgress } from '../terminal/createProgress';
import { printable } from '../terminal/printable';
import { explain } from './explain';
import { askRunningPdp, explainCall } from './explainCall';
import type { Question } from './Explanation';
import { explanationLines } from './explanationLines';
import { type CallerOptions, readCaller } from './readCaller';
import { traceOffline } from './traceOffline';

interface ExplainOptions extends CallerOptions {
  readonly policies: string;
  readonly config?: string;
  readonly ignoreSchemas?: boolean;
  /** Ask the PDP of the running `dev`. */
  readonly running?: boolean;
  readonly json?: boolean;
}

/** What the command asks about. */
interface Subject {
  readonly action: string;
  readonly kind: string;
  readonly id: string | undefined;
  /** `ownerId=user_ben`, `size=3`. */
  readonly attributes: readonly string[];
}

/** Runs `clerk-cerbos explain`. */
export async function runExplain(
  { action, kind, id, attributes }: Subject,
  options: ExplainOptions,
): Promise<void> {
  if (id === undefined) {
    throw new CommandError(`Say which ${kind}: explain ${action} ${kind} <id>.`);
  }
  const question = {
    ...(await readCaller(options)),
    resource: { kind, id, attr: readAttributes(attributes) },
    action,
  };
  if (options.running === true) {
    await explainRunning(question, options);
    return;
  }
  const folder = await readPolicies(options.policies);
  const { engine } = await readPdpSettings(options.config);
  const progress = createProgress();
  progress.say('Asking the engine of Cerbos');
  const answer = await traceOffline(cerbosBinary(process.cwd()), folder.folder, question, {
    ignoreSchemas: options.ignoreSchemas ?? false,
    engine,
  }).finally(progress.end);
  const explanation = explain(folder, question, answer, engine);
  console.log(
    options.json === true
      ? printable(JSON.stringify(explanation, null, 2))
      : explanationLines(explanation).join('\n'),
  );
  process.exitCode = answer.effect === 'EFFECT_ALLOW' ? exitCodes.yes : exitCodes.no;
}

async function explainRunning(question: Question, options: ExplainOptions): Promise<void> {
  const { auxData = false, token, json = false } = options;
  if (auxData && token === undefined) {
    throw new CommandError(
      'A running PDP takes claims only from a token that it can verify. Give it with --token, or leave --running out.',
    );
  }
  await explainCall(await askRunningPdp(question, auxData ? token : undefined), { json });
}

function readAttributes(attributes: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(
    attributes.map((text) => {
      const end = text.indexOf('=');
      if (end < 1) {
        throw new CommandError(
          `${text} is no attribute. Write a name and a value: ownerId=user_ben.`,
        );
      }
      return [text.slice(0, end), readValue(text.slice(end + 1))];
    }),
  );
}

function readValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
