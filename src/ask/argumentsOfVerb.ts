import { invalidConfiguration } from '../base/errors';
import { getProperty, isObject } from '../base/value';
import { invalid } from './readQuestion';

/** The arguments of a verb after those that tell who asks, and before its options. */
export interface Signature {
  readonly names: readonly string[];
  /** Can this be the last of them? It shows whether the arguments are where they belong. */
  readonly isLast: (argument: unknown) => boolean;
  /** What is missing if the last one is. */
  readonly missing: string;
}

/** The arguments of most verbs. */
export const QUESTION: Signature = {
  names: ['question'],
  isLast: (argument) =>
    Array.isArray(argument) ||
    ['resource', 'resources'].some((name) => getProperty(argument, name) !== undefined),
  missing: 'a question',
};

/** The arguments of `filterAllowed`. */
export const ITEMS: Signature = {
  names: ['items', 'toQuestion'],
  isLast: (argument) => typeof argument === 'function',
  missing: 'toQuestion',
};

/** The arguments of `listByChecks`, whose options are not optional. */
export const ROWS: Signature = {
  names: ['rows', 'toQuestion', 'options'],
  isLast: (argument) => getProperty(argument, 'cursorOf') !== undefined,
  missing: 'the options with cursorOf',
};

/** The arguments of `pickAllowed` and `checkFields`. */
export const FIELDS: Signature = {
  names: ['value', 'fields', 'resource'],
  isLast: (argument) => getProperty(argument, 'kind') !== undefined,
  missing: 'a resource',
};

/**
 * The arguments that `names` says, and the options after them.
 *
 * @param arity - the number of arguments before them, which tell who asks.
 * @param firstName - the name of the first one.
 * @throws ConfigurationError `invalid_configuration` for a call whose arguments are not where they
 * belong: without the first argument, or with one where there is none.
 */
export function argumentsOfVerb(
  verb: string,
  args: readonly unknown[],
  arity: number,
  firstName: string,
  { names, isLast, missing }: Signature,
): readonly unknown[] {
  const last = arity + names.length - 1;
  if (isLast(args[last])) return args.slice(arity);
  const [first = ''] = names;
  const said = names.join(', ');
  if (arity === 1 && isLast(args[last - 1])) {
    throw invalidConfiguration(
      `${verb} was called without ${firstName}, which says who asks. Write ${verb}(${firstName}, …).`,
    );
  }
  if (arity === 0 && isLast(args[last + 1])) {
    throw invalidConfiguration(
      `${verb} takes the ${first} first, because it knows the caller here. Write ${verb}(${said}).`,
    );
  }
  if (args[last] === undefined) {
    const call = arity === 0 ? `${verb}(${said})` : `${verb}(${firstName}, ${said})`;
    throw invalidConfiguration(`${verb} was called without ${missing}. Write ${call}.`);
  }
  return args.slice(arity);
}

/** @throws RejectedError `invalid_question` for a signal that is none. */
export function readSignal(options: unknown): AbortSignal | undefined {
  const signal = getProperty(options, 'signal');
  if (signal === undefined || isAbortSignal(signal)) return signal;
  throw invalid('options.signal', 'must be an AbortSignal');
}

/** Recognized by its shape: a test environment may have its own AbortSignal. */
function isAbortSignal(input: unknown): input is AbortSignal {
  return (
    isObject(input) &&
    typeof getProperty(input, 'aborted') === 'boolean' &&
    typeof getProperty(input, 'addEventListener') === 'function'
  );
}
