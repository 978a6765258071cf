import type { DeniedCode, Denial } from './Denial';
import type { StepUp } from './StepUp';

/** Codes of {@link UnavailableError}: there is no answer that can be trusted. */
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

/** Codes of {@link ConfigurationError}: the app is set up wrongly. */
export type ConfigurationCode =
  | 'invalid_configuration'
  | 'invalid_loader'
  | 'missing_loader'
  | 'missing_middleware'
  | 'not_awaited'
  | 'outdated_sdk'
  | 'reserved_attribute'
  | 'ambiguous_kind';

/** All error codes of this package. */
export type ErrorCode =
  DeniedCode | UnavailableCode | RejectedCode | ConfigurationCode | 'untranslatable_plan';

type ErrorKind = 'denied' | 'unavailable' | 'rejected' | 'configuration' | 'untranslatable';

/** Marks our errors: each class has several copies, so `instanceof` is not enough. */
export const brand: unique symbol = Symbol.for('clerk-cerbos.error');

interface ErrorInit<Code extends ErrorCode> {
  readonly code: Code;
  readonly message: string;
  readonly cause?: unknown;
}

/**
 * The base of all errors of this package. The message says what happened and what to do next, and
 * ends with the code: `The policy denies "edit" on document "7". [denied]`.
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
    const options = cause === undefined ? undefined : { cause };
    super(`${messageWithoutCode(init)} [${init.code}]`, options); // once, though init may have it
    this.code = init.code;
    Object.defineProperty(this, brand, { value: kind });
  }
}

/** The message of an error without its code, for a text that shows the code elsewhere. */
export function messageWithoutCode(error: Pick<ClerkCerbosError, 'code' | 'message'>): string {
  const tag = ` [${error.code}]`;
  return error.message.endsWith(tag) ? error.message.slice(0, -tag.length) : error.message;
}

/**
 * The answer is no.
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
  /** The HTTP status of the answer, for frameworks that read it from errors. */
  readonly status: 401 | 403 | 404;
  readonly resource?: { readonly kind: string; readonly id: string };
  readonly actions: readonly string[];
  readonly cerbosCallId: string;
  readonly stepUp?: StepUp;
  readonly reason?: string;
  readonly scopes?: readonly string[];

  constructor(given: Denial) {
    const denial = Object.assign(Object.create(null), given) as Denial; // its own members only
    super('denied', { code: denial.code, message: denialMessage(denial) });
    this.status = STATUS[denial.code];
    this.actions = denial.actions;
    this.cerbosCallId = denial.cerbosCallId;
    if (denial.resource !== undefined) this.resource = denial.resource;
    if (denial.stepUp !== undefined) this.stepUp = denial.stepUp;
    if (denial.reason !== undefined) this.reason = denial.reason;
    if (denial.scopes !== undefined) this.scopes = denial.scopes;
  }
}

const STATUS = { denied: 403, step_up_required: 403, signed_out: 401, not_found: 404 } as const;

/** Without the reason: messages go to logs, and a policy may quote attributes. */
function denialMessage({ code, resource, actions, cerbosCallId }: Denial): string {
  if (code === 'not_found') return 'There is no such resource, or the caller may not see it.';
  const what = `${actions.map((action) => JSON.stringify(action)).join(', ')} on ${
    resource === undefined ? 'the resource' : `${resource.kind} ${JSON.stringify(resource.id)}`
  }`;
  const call = cerbosCallId === '' ? '' : ` (Cerbos call ${cerbosCallId})`;
  if (code === 'signed_out')
    return `The caller is signed out, and the policy denies ${what}${call}.`;
  if (code === 'step_up_required') {
    return `The policy denies ${what} until the user verifies the session again${call}.`;
  }
  return `The policy denies ${what}${call}.`;
}

/**
 * There is no answer that can be trusted: the PDP can't be reached, is too late or sends a wrong
 * answer, or Clerk can't be reached to verify a token. It never means "denied". Try again later.
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
  /** The HTTP status of the answer, for frameworks that read it from errors. */
  readonly status = 503;

  constructor(init: ErrorInit<UnavailableCode>) {
    super('unavailable', init);
  }
}

/**
 * The question itself is wrong: an empty action, a value that JSON can't represent, a request that
 * the PDP refuses. Asking again doesn't help.
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
  /** The path of the refused value, for example `resource.attr.tags[2]`. */
  readonly path?: string;

  constructor(init: ErrorInit<RejectedCode> & { readonly path?: string }) {
    super('rejected', init);
    if (Object.hasOwn(init, 'path') && init.path !== undefined) this.path = init.path;
  }
}

/**
 * The app is set up wrongly. The message says what to write instead.
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

/**
 * A query plan can't become a query of the database that finds exactly the rows that a check allows.
 * The message says what to write instead. Checks of the rows work with every policy.
 *
 * @example
 * ```ts
 * import { UntranslatablePlanError } from 'clerk-cerbos';
 *
 * export const culpritOf = (error: unknown) =>
 *   error instanceof UntranslatablePlanError ? (error.attribute ?? error.operator) : undefined;
 * ```
 */
export class UntranslatablePlanError extends ClerkCerbosError<'untranslatable_plan'> {
  override readonly name = 'UntranslatablePlanError';
  /** The kind of resources that the plan is about. */
  readonly kind: string;
  /** The attribute that is in the way, without `R.attr`: `owner.name`. */
  readonly attribute: string | undefined;
  /** The operator that is in the way, as the plan names it: `matches`. */
  readonly operator: string | undefined;

  constructor(init: {
    readonly message: string;
    readonly kind: string;
    readonly attribute?: string | undefined;
    readonly operator?: string | undefined;
  }) {
    super('untranslatable', { code: 'untranslatable_plan', message: init.message });
    this.kind = init.kind;
    this.attribute = Object.hasOwn(init, 'attribute') ? init.attribute : undefined;
    this.operator = Object.hasOwn(init, 'operator') ? init.operator : undefined;
  }
}

/** Makes the error `invalid_configuration`. */
export function invalidConfiguration(message: string, cause?: unknown): ConfigurationError {
  return new ConfigurationError({ code: 'invalid_configuration', message, cause });
}

/** The kind of an error of this package, also one of another copy of the package. */
export function errorKind(error: unknown): unknown {
  return error instanceof Error ? Reflect.get(error, brand) : undefined;
}
