import { getProperty } from '../../base/value';
import { CommandError, exitCodes } from '../CommandError';
import { type DevState, findDev } from '../dev/devState';
import { printable } from '../terminal/printable';
import type { Explanation, Question } from './Explanation';
import { explanationLines } from './explanationLines';
import { isExplanation } from './isExplanation';

const timeoutMs = 10_000;
const callIdForm = /^[0-9A-Z]{26}$/;

/**
 * Explains a call to the PDP of the running `dev`, with what the app has really sent.
 *
 * @param callId - as it stands in a refusal; `undefined` for the last call with a denial.
 * @throws CommandError if no `dev` runs in this project, or it does not know the call.
 */
export async function explainCall(
  callId: string | undefined,
  { json = false }: { readonly json?: boolean },
): Promise<void> {
  if (callId !== undefined && !callIdForm.test(callId)) {
    throw new CommandError(
      `${callId} is not the id of a call. Write one (cerbosCallId of a refusal), or a question: explain edit document roadmap.`,
    );
  }
  const answer = await ask(`${runningDev().url}/decisions/${callId ?? 'last-denial'}`);
  if (answer === undefined) {
    throw new CommandError(
      callId === undefined
        ? 'The running dev has seen no denial.'
        : `The running dev does not know the call ${callId}. It keeps the last 500 calls.`,
    );
  }
  const explanations = readExplanations(answer);
  console.log(
    json
      ? printable(JSON.stringify(answer, null, 2))
      : explanations.map((one) => explanationLines(one).join('\n')).join('\n\n'),
  );
  const isAllowed = explanations.every(({ effect }) => effect === 'EFFECT_ALLOW');
  process.exitCode = isAllowed ? exitCodes.yes : exitCodes.no;
}

/**
 * Asks the PDP of the running `dev`: with its configuration, and with the policies that it has.
 *
 * @param token - a session token to send along, for policies that read its claims.
 * @returns the id of the call.
 * @throws CommandError if no `dev` runs in this project, or its PDP gives no answer.
 */
export async function askRunningPdp(
  { principal, resource, action }: Question,
  token: string | undefined,
): Promise<string> {
  const answer = await ask(`${runningDev().pdpUrl}/api/check/resources`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      requestId: 'clerk-cerbos-explain',
      principal,
      resources: [{ resource, actions: [action] }],
      ...(token !== undefined && { auxData: { jwt: { token } } }),
    }),
  });
  const callId = getProperty(answer, 'cerbosCallId');
  if (typeof callId !== 'string') {
    throw new CommandError(
      'The PDP of the running dev did not take the question. Without --running, an engine without a server answers it.',
    );
  }
  return callId;
}

function runningDev(): DevState {
  const dev = findDev(process.cwd());
  if (dev !== undefined) return dev;
  throw new CommandError(
    'No dev runs in this project. Start npx clerk-cerbos dev, let your app be denied, and run this again. Or ask a question: explain edit document roadmap.',
  );
}

/** Without any, the command would end as for an allow. */
function readExplanations(answer: unknown): readonly Explanation[] {
  const explanations = getProperty(answer, 'explanations');
  if (Array.isArray(explanations) && explanations.length > 0 && explanations.every(isExplanation)) {
    return explanations;
  }
  throw new CommandError(
    'What answers is not the dev of this version. End each dev in this project, and start it again.',
  );
}

async function ask(url: string, init: RequestInit = {}): Promise<unknown> {
  try {
    const response = await fetch(url, {
      ...init,
      signal: AbortSignal.timeout(timeoutMs),
      redirect: 'error',
    });
    return response.ok ? await response.json() : undefined;
  } catch (cause) {
    throw new CommandError('The running dev does not answer. Start it again.', { cause });
  }
}
