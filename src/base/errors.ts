import type { StepUp } from './wire';

/** Codes of {@link DeniedError}: the question was answered, and the answer is no. */
export type DeniedCode = 'denied' | 'signed_out' | 'step_up_required' | 'not_found';

/** Codes of {@link UnavailableError}: there is no answer that could be trusted. */
export type UnavailableCode =
  | 'pdp_unreachable'
  | 'deadline_exceeded'
  | 'invalid_answer'
  | 'breaker_open'
  | 'clerk_unreachable'
  | 'attributes_unavailable'
  | 'token_expired';

/** Codes of {@link RejectedError}: the question itself is wrong. */
export type RejectedCode =
  | 'invalid_question'
  | 'invalid_value'
  | 'invalid_auth'
  | 'pdp_rejected'
  | 'token_rejected'
  | 'other_origin';

/** Codes of {@link ConfigurationError}: the app is put together wrongly. */
export type ConfigurationCode =
  | 'invalid_configuration'
  | 'invalid_loader'
  | 'missing_loader'
  | 'missing_middleware'
  | 'not_awaited'
  | 'reserved_attribute'
  | 'ambiguous_kind';

/** Every code an error of this package can have. */
export type ErrorCode = DeniedCode | UnavailableCode | RejectedCode | ConfigurationCode;

type ErrorKind = 'denied' | 'unavailable' | 'rejected' | 'configuration';

/**
 * Marks our errors, since ESM, CJS and several entries make several copies of each class, and
 * `instanceof` can't be trusted.
 */
export const brand: unique symbol = Symbol.for('clerk-cerbos.error');

interface ErrorInit<Code extends ErrorCode> {
  readonly code: Code;
  readonly message: string;
  readonly cause?: unknown;
}

/**
 * The base of every error of this package: a message that says what happened, to what, and what to
 * do next, and a stable `code`. The message ends with the code, so that a search for it finds the
 * documentation: `The policy denies "edit" on document "7". [denied]`.
 *
 * @example
 * ```ts
 * import { isClerkCerbosError } from 'clerk-cerbos';
 *
 * export const codeOf = (error: unknown) => (isClerkCerbosError(error) ? error.code : undefined);
 * ```
 */
export abstract class ClerkCerbosError<Code extends ErrorCode = ErrorCode> extends Error {
  /** Stable across versions: compare this, never the message. */
  readonly code: Code;

  protected constructor(kind: ErrorKind, init: ErrorInit<Code>) {
    const cause = Object.hasOwn(init, 'cause') ? init.cause : undefined;
    super(withCode(init.message, init.code), cause === undefined ? undefined : { cause });
    this.code = init.code;
    Object.defineProperty(this, brand, { value: kind });
  }
}

/** Once is enough: an error may be made from the message of another one. */
function withCode(message: string, code: ErrorCode): string {
  const tag = ` [${code}]`;
  return message.endsWith(tag) ? message : message + tag;
}

/** The message without its code, for a text that says the code in another place or has its own. */
export function messageWithoutCode({ message, code }: AnyClerkCerbosError): string {
  const tag = ` [${code}]`;
  return message.endsWith(tag) ? message.slice(0, -tag.length) : message;
}

/** What a {@link DeniedError} says about the refusal: never attributes, never the principal. */
export interface Denial {
  /** Why: signed out, denied, denied until a step-up, or there is no such resource. */
  readonly code: DeniedCode;
  /** The resource that was asked about; absent when it does not exist. */
  readonly resource?: { readonly kind: string; readonly id: string };
  /** The actions that were denied. */
  readonly actions: readonly string[];
  /** The PDP's id of the call, as in its decision log; empty when it was not asked. */
  readonly cerbosCallId: string;
  /** What the policy demands before it would say yes. */
  readonly stepUp?: StepUp;
}

/**
 * The question was answered and the answer is no.
 *
 * @example
 * ```ts
 * import { DeniedError } from 'clerk-cerbos';
 *
 * throw new DeniedError({ code: 'denied', resource: { kind: 'document', id: '7' }, actions: ['edit'], cerbosCallId: '' });
 * ```
 */
export class DeniedError extends ClerkCerbosError<DeniedCode> implements Denial {
  override readonly name = 'DeniedError';
  readonly resource?: { readonly kind: string; readonly id: string };
  readonly actions: readonly string[];
  readonly cerbosCallId: string;
  readonly stepUp?: StepUp;

  constructor(given: Denial) {
    // What is left out must not be found in `Object.prototype`.
    const denial = Object.assign(Object.create(null), given) as Denial; // it has the same members
    super('denied', { code: denial.code, message: denialMessage(denial) });
    this.actions = denial.actions;
    this.cerbosCallId = denial.cerbosCallId;
    if (denial.resource !== undefined) this.resource = denial.resource;
    if (denial.stepUp !== undefined) this.stepUp = denial.stepUp;
  }
}

function denialMessage({ code, resource, actions, cerbosCallId }: Denial): string {
  if (code === 'not_found') return 'There is no such resource.';
  const what = `${actions.map((action) => JSON.stringify(action)).join(', ')} on ${
    resource === undefined ? 'the resource' : `${resource.kind} ${JSON.stringify(resource.id)}`
  }`;
  const call = cerbosCallId === '' ? '' : ` (Cerbos call ${cerbosCallId})`;
  if (code === 'signed_out') return `Nobody is signed in, and the policy denies ${what}${call}.`;
  if (code === 'step_up_required') {
    return `The policy denies ${what} until the session is verified again${call}.`;
  }
  return `The policy denies ${what}${call}.`;
}

/**
 * There is no answer that could be trusted: the PDP can't be reached, is too late, or says
 * something that does not fit the question; or Clerk can't be reached to verify a token. It never means "denied"; try again later.
 *
 * @example
 * ```ts
 * import { isUnavailable } from 'clerk-cerbos';
 *
 * export const statusOf = (error: unknown) => (isUnavailable(error) ? 503 : 500);
 * ```
 */
export class UnavailableError extends ClerkCerbosError<UnavailableCode> {
  override readonly name = 'UnavailableError';

  constructor(init: ErrorInit<UnavailableCode>) {
    super('unavailable', init);
  }
}

/**
 * The question itself is wrong: an empty action, a value that JSON can't carry, a request that
 * the PDP refuses. Asking again won't help.
 *
 * @example
 * ```ts
 * import { RejectedError } from 'clerk-cerbos';
 *
 * export const pathOf = (error: unknown) => (error instanceof RejectedError ? error.path : undefined);
 * ```
 */
export class RejectedError extends ClerkCerbosError<RejectedCode> {
  override readonly name = 'RejectedError';
  /** Where the refused value stands, for example `resource.attr.tags[2]`. */
  readonly path?: string;

  constructor(init: ErrorInit<RejectedCode> & { readonly path?: string }) {
    super('rejected', init);
    if (Object.hasOwn(init, 'path') && init.path !== undefined) this.path = init.path;
  }
}

/**
 * The app is put together wrongly; the message says what to write instead.
 *
 * @example
 * ```ts
 * import { ConfigurationError } from 'clerk-cerbos';
 *
 * throw new ConfigurationError({ code: 'invalid_configuration', message: 'Set CERBOS_HTTP to the address of the PDP.' });
 * ```
 */
export class ConfigurationError extends ClerkCerbosError<ConfigurationCode> {
  override readonly name = 'ConfigurationError';

  constructor(init: ErrorInit<ConfigurationCode>) {
    super('configuration', init);
  }
}

/** Any of the errors of this package; `code` tells them apart. */
export type AnyClerkCerbosError =
  DeniedError | UnavailableError | RejectedError | ConfigurationError;

/** The app is put together wrongly: the message says how, and what to write instead. */
export function invalidConfiguration(message: string, cause?: unknown): ConfigurationError {
  return new ConfigurationError({ code: 'invalid_configuration', message, cause });
}

/** Which of our errors it is, whichever copy of the package, or subclass, threw. */
export function errorKind(error: unknown): unknown {
  return error instanceof Error ? Reflect.get(error, brand) : undefined;
}

/**
 * Is this an error of this package, whichever copy of it threw?
 *
 * @example
 * ```ts
 * import { isClerkCerbosError } from 'clerk-cerbos';
 *
 * export const isOurs = (error: unknown) => isClerkCerbosError(error);
 * ```
 */
export function isClerkCerbosError(error: unknown): error is AnyClerkCerbosError {
  return errorKind(error) !== undefined;
}

/**
 * Was the question answered with no, whichever copy of the package threw?
 *
 * @example
 * ```ts
 * import { isDenied } from 'clerk-cerbos';
 *
 * export const explain = (error: unknown) => (isDenied(error) ? error.actions.join(', ') : undefined);
 * ```
 */
export function isDenied(error: unknown): error is DeniedError {
  return errorKind(error) === 'denied';
}

/**
 * Is there no answer that could be trusted, whichever copy of the package threw?
 *
 * @example
 * ```ts
 * import { isUnavailable } from 'clerk-cerbos';
 *
 * export const mayRetry = (error: unknown) => isUnavailable(error);
 * ```
 */
export function isUnavailable(error: unknown): error is UnavailableError {
  return errorKind(error) === 'unavailable';
}
