import type { ClerkAuth } from '../identify/ClerkAuth';
import type { Principal } from '../identify/Principal';
import type { CheckedResult } from './createChecks';
import type { ReadyResource } from './createLoads';
import type { Decision } from './Decision';
import type { DecisionEvent } from './DecisionEvent';
import type { Plan } from './Plan';
import type { AskOptions } from './Question';
import type { AskedQuestion, AskedResource } from './readQuestion';

/** A decision, the resource that it is about, and what the PDP said of it. */
export interface Answer {
  readonly decision: Decision;
  /** `undefined` where there is no such thing. */
  readonly ready: ReadyResource | undefined;
  /** `undefined` where the PDP was not asked, since there is no such thing. */
  readonly result: CheckedResult | undefined;
}

/** How to ask, beside what. */
export interface InquiryOptions extends AskOptions {
  readonly includeMetadata?: boolean | undefined;
  /** Who wants to know. Default: the app's code on the server. */
  readonly asker?: DecisionEvent['asker'];
}

/** Everything that can be asked for one principal: what all verbs and guards are made of. */
export interface Inquiry {
  readonly auth: ClerkAuth;
  readonly principal: Principal;
  /** The kinds whose attributes the browser says. */
  readonly clientAttributes: ReadonlySet<string>;
  /** Answers come in the order of the questions. */
  check: (questions: readonly AskedQuestion[], options?: InquiryOptions) => Promise<Answer[]>;
  plan: (
    query: Omit<AskedResource, 'id'>,
    actions: readonly string[],
    options?: AskOptions,
  ) => Promise<Plan>;
  /** Loads and asks everything anew from now on. */
  forget: () => void;
}
