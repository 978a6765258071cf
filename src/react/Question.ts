import type { Action, Attr, Kind, RegisteredPolicies } from '../ask/types/Policies';

/** A resource to ask about. */
export interface BrowserResource<K extends Kind> {
  readonly kind: K;
  readonly id: string;
  /** Only of a kind that the server lists in `clientAttributes`; of others it loads them itself. */
  readonly attr?: Attr<RegisteredPolicies, K>;
  /** The server's loader says it, since the browser could say any. */
  readonly scope?: never;
  readonly policyVersion?: never;
}

/** An action on a kind of resource, as its policies name it. */
export type BrowserAction<K extends Kind> = Action<RegisteredPolicies, K>;

/** Any resource, for whoever only passes it on. */
export interface AnyResource {
  readonly kind: string;
  readonly id: string;
  readonly attr?: object;
  readonly scope?: unknown;
  readonly policyVersion?: unknown;
}

/** One action on one resource. */
export interface Question<A extends string = string> {
  /** The resource in JSON, as it is sent: the same for equal resources only. */
  readonly resource: string;
  readonly action: A;
}

/** The questions of a hook in JSON, the same for equal questions only; `''` if they can't be asked. */
export function encodeQuestions(
  { kind, id, attr, scope, policyVersion }: AnyResource,
  actions: readonly string[],
): string {
  // Typed, but an app may pass on what has not arrived yet.
  const names: readonly unknown[] = [kind, id, ...actions];
  // Dropped, they would let the answer to another question be shown.
  if (scope || policyVersion) return '';
  if (!actions.length || !names.every((name) => typeof name === 'string' && name)) return '';
  try {
    return JSON.stringify([{ kind, id, attr }, actions], inOrder);
  } catch {
    return '';
  }
}

/** The questions that {@link encodeQuestions} encoded, each once. */
export function decodeQuestions<A extends string>(encoded: string): Question<A>[] {
  if (!encoded) return [];
  // What was encoded above, with its members in order already.
  const [asked, actions] = JSON.parse(encoded) as [AnyResource, A[]];
  const resource = JSON.stringify(asked);
  return [...new Set(actions)].map((action) => ({ resource, action }));
}

/** Members in the order of their names, and numbers only where JSON can carry them. */
function inOrder(_name: string, value: unknown): unknown {
  if (typeof value === 'number' && !isFinite(value)) throw new RangeError();
  if (typeof value !== 'object' || !value || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
