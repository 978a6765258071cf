import { warnOnce } from '../base/development';
import { RejectedError } from '../base/errors';
import { getProperty, isObject, isWellFormed, toAttributes } from '../base/value';
import type { OnDenied, ParsedQuestion, ParsedResource } from './types/Question';

/**
 * Checks and copies a question, so that later changes to its object change nothing.
 *
 * @throws RejectedError `invalid_question` or `invalid_value`, naming the path.
 */
export function readQuestion(input: unknown, path = ''): ParsedQuestion {
  if (!isObject(input)) throw invalid(path || 'question', 'must be { resource, actions }');
  return {
    resource: readResource(getProperty(input, 'resource'), join(path, 'resource')),
    actions: readActions(input, path),
    onDenied: undefined,
  };
}

/** Like {@link readQuestion}, for a list of questions. */
export function readQuestions(input: unknown, path: string): ParsedQuestion[] {
  if (!Array.isArray(input)) throw invalid(path, 'must be a list of { resource, actions }');
  return Array.from<unknown, ParsedQuestion>(input, (entry, index) =>
    readQuestion(entry, `${path}[${index}]`),
  );
}

/**
 * Checks and copies a resource.
 *
 * @throws RejectedError `invalid_question` or `invalid_value`, naming the path.
 */
export function readResource(input: unknown, path: string): ParsedResource {
  if (!isObject(input)) throw invalid(path, 'must be an object with a kind and an id');
  const id = checkName(getProperty(input, 'id'), 'id', path);
  return Object.assign(readResourceQuery(input, path), { id });
}

/** Like {@link readResource}, for a question about all resources of a kind. */
export function readResourceQuery(input: unknown, path: string): Omit<ParsedResource, 'id'> {
  if (!isObject(input)) throw invalid(path, 'must be an object with a kind');
  const attr = getProperty(input, 'attr');
  if (attr === undefined && getProperty(input, 'attributes') !== undefined) {
    throw invalid(join(path, 'attributes'), "is not read. Write attr, as in Cerbos' own SDK");
  }
  return {
    kind: checkName(getProperty(input, 'kind'), 'kind', path),
    attr: attr === undefined ? undefined : toAttributes(attr, join(path, 'attr')),
    beside: undefined,
    policyVersion: readOptionalName(input, 'policyVersion', path),
    scope: readOptionalName(input, 'scope', path),
  };
}

/**
 * Reads `action` or `actions`.
 *
 * @throws RejectedError `invalid_question` if there is neither, or both.
 */
export function readActions(input: unknown, path = ''): readonly string[] {
  if (!isObject(input)) throw invalid(path || 'question', 'must be { resource, action }');
  const action = getProperty(input, 'action');
  const actions = getProperty(input, 'actions');
  if (action !== undefined && actions !== undefined) {
    throw invalid(
      join(path, 'action'),
      'and actions are both given, but only one of them is allowed',
    );
  }
  if (action !== undefined) return [checkName(action, 'action', path)];
  if (!Array.isArray(actions) || actions.length === 0) {
    throw invalid(join(path, 'actions'), "must be a list of at least one action, such as ['view']");
  }
  // The PDP refuses duplicates.
  const names = new Set<string>();
  for (let index = 0; index < actions.length; index += 1) {
    names.add(checkName(actions[index], `actions[${index}]`, path));
  }
  return [...names];
}

/**
 * Checks and copies `onDenied`.
 *
 * @throws RejectedError `invalid_question`, naming the path.
 */
export function readOnDenied(input: unknown): OnDenied | undefined {
  if (input === undefined || input === 'not-found') return input;
  const isAlone = isObject(input) && Object.keys(input).join() === 'notFoundUnless';
  if (!isAlone) throw invalid('onDenied', "must be 'not-found' or { notFoundUnless: 'view' }");
  const action = checkName(getProperty(input, 'notFoundUnless'), 'notFoundUnless', 'onDenied');
  return Object.freeze({ notFoundUnless: action });
}

/** The error for a question that can't be asked. */
export function invalid(path: string, reason: string): RejectedError {
  return new RejectedError({ code: 'invalid_question', path, message: `${path} ${reason}.` });
}

function readOptionalName(input: object, name: string, path: string): string | undefined {
  const value = getProperty(input, name);
  if (value === undefined && Object.hasOwn(input, name)) {
    // It may be a column that the query did not select.
    warnOnce(
      `${join(path, name)} is undefined, so the PDP uses ${withoutName(name)}. If you mean that, leave the member out, or write ''.`,
    );
  }
  return value === undefined || value === '' ? undefined : checkName(value, name, path);
}

/** What decides if a resource has no `scope` or no `policyVersion`. */
export function withoutName(name: string): string {
  return name === 'scope' ? 'the policy without a scope' : 'its default policy version';
}

/**
 * `(new)`, the id of a resource that does not exist yet. A rule with `newResource` sets it for you;
 * elsewhere, such as for the button of a page, you write it.
 *
 * It is always the same, so that it is easy to find in the log of the PDP. Neither the ids of databases
 * nor those of Clerk contain parentheses. If an app has such an id nevertheless, no loader is asked
 * about it: there is no such resource.
 *
 * @example
 * ```ts
 * import { type ClerkAuth, createClerkCerbos, NEW_ID, toPrincipal } from 'clerk-cerbos';
 * import { HTTP } from '@cerbos/http';
 *
 * const { isAllowed } = createClerkCerbos({ cerbos: new HTTP('http://127.0.0.1:3592') });
 *
 * export function mayCreate(auth: ClerkAuth): Promise<boolean> {
 *   const { orgId } = toPrincipal(auth).attr;
 *   return isAllowed(auth, {
 *     resource: { kind: 'document', id: NEW_ID, attr: { orgId } },
 *     action: 'create',
 *   });
 * }
 * ```
 */
export const NEW_ID = '(new)';

/** Can this be the name of a kind or an action, or an id? */
export function isName(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && isWellFormed(value);
}

/** The path is only built for an error: most names are fine. */
function checkName(value: unknown, name: string, path: string): string {
  if (typeof value !== 'string' || value === '') {
    throw invalid(join(path, name), 'must be a non-empty string');
  }
  if (!isWellFormed(value)) throw invalid(join(path, name), 'must be well-formed Unicode');
  return value;
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}
