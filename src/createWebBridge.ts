import type { ClerkCerbosOptions } from './ClerkCerbosOptions';
import { type Bridge, createBridge } from './createBridge';
import { type CheckEndpoint, createCheckEndpoint } from './createCheckEndpoint';
import { createInspection } from './createInspection';
import { member } from './member';

/** A bridge for a framework that answers over HTTP, the browser too. */
export interface WebBridge<Policies extends object> extends Bridge<Policies> {
  readonly checkEndpoint: CheckEndpoint;
}

/**
 * Joins Clerk and Cerbos, and answers what the browser asks; where the app is inspected, why, too.
 *
 * @throws ConfigurationError for options that can't work.
 */
export function createWebBridge<Policies extends object, L>(
  options: ClerkCerbosOptions<Policies, L>,
): WebBridge<Policies> {
  const inspection = member(options, 'inspect') === true ? createInspection() : undefined;
  const bridge = createBridge<Policies, L>(options, inspection?.listen);
  return { ...bridge, checkEndpoint: createCheckEndpoint(options, inspection) };
}
