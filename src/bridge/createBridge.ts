import { createInquiry } from '../ask/createPrincipalClient';
import { createVerbs } from '../ask/createVerbs';
import { createTell, observe } from '../ask/events/observe';
import { createLine } from '../ask/pdp/transport';
import type { Inquiry } from '../ask/createPrincipalClient';
import type { DecisionListener } from '../ask/types/DecisionEvent';
import type { Authorizer } from '../ask/types/Verbs';
import { type Deadline, withDeadline } from '../base/async/withDeadline';
import { isDevelopment } from '../base/development';
import { addressedTo } from '../identify/identify';
import type { ClerkAuth } from '../identify/ClerkAuth';
import { sessionToken, tokenExpiry } from '../identify/sessionToken';
import { resolvePrincipal } from '../identify/toPrincipal';
import type { ClerkCerbosOptions } from './ClerkCerbosOptions';
import { readOptions } from './readOptions';

/** What the core and every adapter are built on. */
export interface Bridge<Policies extends object> {
  /** Identifies the caller; everything that is asked then is asked for them. */
  open: (auth: ClerkAuth, options?: Pick<Deadline, 'signal'>) => Promise<Inquiry>;
  /** The verbs for one caller. */
  authorizer: (inquiry: Inquiry) => Authorizer<Policies>;
}

/**
 * Checks the options and joins identify and ask.
 *
 * @param listener - told of every decision beside the app's own `onDecision`.
 * @throws ConfigurationError for options that can't work, saying what to write instead.
 */
export function createBridge<Policies extends object, L>(
  options: ClerkCerbosOptions<Policies, L>,
  listener?: DecisionListener,
): Bridge<Policies> {
  const read = readOptions(options);
  const { mapping, timeoutMs, machineId, auxData: passesOn } = read;
  const tell = createTell([read.listener, listener]);
  // To read the environment is slow.
  const explains = isDevelopment();
  const settings = { ...read, line: createLine(read), explains };
  return {
    async open(given, { signal } = {}) {
      const auth = addressedTo(machineId, given);
      const deadline = { timeoutMs, signal };
      const resolved = resolvePrincipal(auth, mapping);
      const principal =
        resolved instanceof Promise ? await withDeadline(deadline, () => resolved) : resolved;
      const expiresAt = tokenExpiry(auth);
      const auxData = passesOn
        ? await withDeadline(deadline, () => sessionToken(passesOn, auth, principal, expiresAt))
        : undefined;
      const inquiry = createInquiry(settings, { auth, principal, auxData, expiresAt });
      return tell === undefined ? inquiry : observe(inquiry, tell, explains);
    },
    authorizer: (inquiry) => ({
      principal: inquiry.principal,
      forget: inquiry.forget,
      ...createVerbs<Policies, []>(0, () => inquiry),
    }),
  };
}
