import { remember, type Remembered } from '../base/async/shareInFlight';
import type { StopSignal } from '../base/async/withDeadline';
import type { ClerkAuth } from '../identify/ClerkAuth';
import type { Framework } from './Framework';
import type { AcceptsToken } from './guard/Rule';

/** Remembers what is made for a request, by name, as long as the key of the request lives. */
export function createPerRequest<Value>() {
  const requests = new WeakMap<object, Remembered<Value>>();
  return (
    key: object,
    name: string,
    make: (signal: StopSignal) => Promise<Value>,
    signal?: StopSignal,
  ): Promise<Value> => {
    const known = requests.get(key) ?? new Map<string, never>();
    requests.set(key, known);
    return remember(known, name, make, signal);
  };
}

/** Asks Clerk once per request and kinds of token, where its SDK verifies at every call. */
export function askOnce<Call extends object>(
  ask: Framework<Call>['auth'],
  keyOf: (call: Call) => object,
): Framework<Call>['auth'] {
  const auths = createPerRequest<ClerkAuth>();
  return (call, acceptsToken?: AcceptsToken) =>
    auths(keyOf(call), JSON.stringify([acceptsToken]), () => ask(call, acceptsToken));
}
