import type { Action, Attr, Kind, RegisteredPolicies } from '../ask/types/Policies';

/** A resource to ask about. */
export interface BrowserResource<
  K extends Kind<Policies>,
  Policies extends object = RegisteredPolicies,
> {
  readonly kind: K;
  /** `undefined` while it is not known yet; `null` if there is none, so that nothing is asked. */
  readonly id: string | null | undefined;
  /**
   * Only for a kind that the server lists in `clientAttributes`. For others the server loads them.
   */
  readonly attr?: Attr<Policies, K>;
  /** Only the server's loader may set it, because a client could send any value. */
  readonly scope?: never;
  readonly policyVersion?: never;
}

/** An action of a kind of resource. */
export type BrowserAction<
  K extends Kind<Policies>,
  Policies extends object = RegisteredPolicies,
> = Action<Policies, K>;

/** Any resource, for code that only passes it on. */
export interface AnyResource {
  readonly kind: string;
  readonly id: string;
  readonly attr?: object;
  readonly scope?: unknown;
  readonly policyVersion?: unknown;
}

/** Any resource of a component: it may not be known yet, or there may be none. */
export type MaybeResource =
  (Omit<AnyResource, 'id'> & Pick<BrowserResource<never>, 'id'>) | Missing;

/** `undefined` while it is not known yet, `null` if there is nothing to ask about. */
export type Missing = null | undefined;

/** One action on one resource. */
export interface Question<A extends string = string> {
  /** The resource as JSON, as it is sent. Equal only for equal resources. */
  readonly resource: string;
  readonly action: A;
}

/** The actions of a question. With both members, it is no valid question, and asks about none. */
export function actionsOf({
  action = '',
  actions,
}: {
  readonly action?: string;
  readonly actions?: readonly string[];
}): readonly string[] {
  // An app without type checks may give both.
  return actions ? (action ? [] : actions) : [action];
}

/** In place of questions: the resource is not known yet. */
export const WAITING = '?';
/** In place of questions: there is no resource to ask about. */
export const SKIPPED = '-';

/**
 * The questions of a hook as JSON, equal only for equal questions. In place of them `WAITING` or
 * `SKIPPED`, or `''` if they can't be asked.
 */
export function encodeQuestions(resource: MaybeResource, actions: readonly string[]): string {
  if (resource === null || resource?.id === null) return SKIPPED;
  if (resource?.id === undefined) return WAITING;
  const { kind, id, attr, scope, policyVersion } = resource;
  // Typed, but an app may pass other data.
  const names: readonly unknown[] = [kind, id].concat(actions);
  // Without them, the answer to another question would be shown.
  if (scope || policyVersion) return '';
  if (names.length < 3 || !names.every((name) => typeof name === 'string' && name)) return '';
  try {
    return JSON.stringify([{ kind, id, attr }, actions], inOrder);
  } catch {
    return '';
  }
}

/** The questions of {@link encodeQuestions}, without duplicates; none if there is a word in place. */
export function decodeQuestions<A extends string>(encoded: string): Question<A>[] {
  if (encoded.length < 2) return [];
  // It was encoded above, with its members in order.
  const [asked, actions] = JSON.parse(encoded) as [AnyResource, A[]];
  const resource = JSON.stringify(asked);
  return [...new Set(actions)].map((action) => ({ resource, action }));
}

/** Sorts members by name, and refuses numbers that JSON can't represent. */
function inOrder(_name: string, value: unknown): unknown {
  if (typeof value === 'number' && !isFinite(value)) throw new RangeError();
  if (typeof value !== 'object' || !value || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
