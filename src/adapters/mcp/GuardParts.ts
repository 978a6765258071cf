import type { Ask, ItemRule } from './createAsk';
import type { Registrations } from './guardRegistrations';
import type { McpHandler } from './McpServerParts';
import type { FindAuth, Messages } from './Message';

/** What the guard of one server is made of. */
export interface GuardParts {
  /** The name of the server, as it tells clients. */
  readonly server: string;
  readonly ask: Ask;
  readonly messages: Messages;
  readonly registrations: Registrations;
  readonly ruleOf: (callback: CallableFunction | undefined) => ItemRule | undefined;
  /** Has the SDK itself set the handler of this method, so that it calls a registered callback? */
  readonly isOfSdk: (method: string) => boolean;
  /** Has the app set the handler of this method over the SDK's? False if it is not known. */
  readonly isOfApp: (method: string) => boolean;
  /** The handler of a method without its guard. */
  readonly unguarded: (method: string) => McpHandler | undefined;
  /** Runs a handler, and throws if it did not wait for an `authorize`. */
  readonly watch: <T>(context: object, handle: () => T | Promise<T>) => Promise<T>;
  readonly auth: FindAuth | undefined;
  /** Where clients find the OAuth metadata of the server. */
  readonly metadataUrl: string | undefined;
}
