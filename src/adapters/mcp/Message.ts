import type { Grant, GrantTypes } from '../../bridge/guard/Rule';
import type { ClerkAuth } from '../../identify/ClerkAuth';
import { messageKey } from './McpContext';

/** Finds who is calling where the transport does not say it. */
export type FindAuth = () => ClerkAuth | null | undefined | Promise<ClerkAuth | null | undefined>;

/** A grant for one call of a handler, with the arguments that it was asked about. */
export interface MessageGrant {
  readonly of: CallableFunction;
  readonly args: unknown;
  readonly grant: Grant<GrantTypes> | undefined;
}

/** An error of this package that ended a call. */
export interface MessageRefusal {
  readonly error: unknown;
  /** True if the callback ran, so that it may have done something. */
  readonly hasStarted: boolean;
}

/** What the guard knows about one message while it is answered. */
export interface Message {
  readonly auth: FindAuth | undefined;
  /** The name, URI or method that the client wrote. */
  called: string | undefined;
  /** How often a callback was asked about. */
  runs: number;
  /** True if the use of the item was asked about. */
  isAsked: boolean;
  /** What the guard decided against running the callback, or what the callback threw of ours. */
  refusal: MessageRefusal | 'hidden' | undefined;
  /** The grant for the handler of a rule, until that handler takes it. */
  grant: MessageGrant | undefined;
}

/** The messages that are being answered. */
export interface Messages {
  readonly start: (context: object, auth: FindAuth | undefined) => Message;
  readonly of: (context: object) => Message | undefined;
  readonly end: (context: object) => void;
}

/**
 * Keeps the messages of all servers by their signal. Contexts are copied by the SDKs, and ids of
 * requests are chosen by clients.
 */
export function createMessages(): Messages {
  const messages = new WeakMap<object, Message>();
  return {
    start(context, auth) {
      const message: Message = {
        ...{
          auth,
          called: undefined,
          runs: 0,
          isAsked: false,
          refusal: undefined,
          grant: undefined,
        },
      };
      messages.set(messageKey(context), message);
      return message;
    },
    of: (context) => messages.get(messageKey(context)),
    end: (context) => {
      messages.delete(messageKey(context));
    },
  };
}
