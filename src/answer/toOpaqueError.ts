import { isClerkCerbosError } from '../base/isClerkCerbosError';
import { toProblem } from './toProblem';

/**
 * The error to throw where a framework sends the messages of errors to the browser. Ours name the
 * PDP's address and what is wrong in the app. They are logged instead.
 *
 * @param error - anything that was thrown. What is not an error of this package is returned as it
 * is: control flow of the framework, errors of the app.
 * @returns an error that has the `status` and the `code` of the problem, and both in its message.
 */
export function toOpaqueError(error: unknown): unknown {
  if (!isClerkCerbosError(error)) return error;
  const { status, body } = toProblem(error);
  const { title, code } = body;
  return Object.assign(new Error(`${status} ${String(title)}: ${String(code)}`), { status, code });
}
