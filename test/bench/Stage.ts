import type { ClerkAuth } from 'clerk-cerbos';
import type { GRPC } from '@cerbos/grpc';
import type { HTTP } from '@cerbos/http';
import type { Rounds } from './comparePaired';

/** What every measurement works with. */
export interface Stage {
  readonly auth: ClerkAuth;
  /** Cerbos' own clients, connected to a real PDP on this machine. */
  readonly clients: Readonly<Record<ClientName, HTTP | GRPC>>;
  /** How often something is done, where it is done `share` times as often as usual. */
  readonly rounds: (times: number, share?: number) => Rounds;
}

/** The clients that are measured. */
export const clientNames = ['@cerbos/http', '@cerbos/grpc'] as const;

/** One of {@link clientNames}. */
export type ClientName = (typeof clientNames)[number];
