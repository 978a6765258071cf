import type { Principal } from '../identify/Principal';
import type { Attributes } from '../value';
import type { AuxData } from './AuxData';
import type { CerbosClient } from './CerbosClient';
import type { Line } from './createLine';
import type { StopSignal } from './StopSignal';

/** Everything a call to the PDP needs beside the question. */
export interface PdpCall {
  readonly cerbos: CerbosClient;
  readonly line: Line;
  readonly principal: Principal;
  /** The session token, where the app passes it on. */
  readonly auxData: AuxData | undefined;
  readonly includeMetadata: boolean;
  readonly signal: StopSignal;
}

/** One resource, with all its attributes, and the actions asked about it. */
export interface ResourceCheck {
  readonly resource: {
    readonly kind: string;
    readonly id: string;
    readonly attr: Attributes;
    readonly policyVersion?: string;
    readonly scope?: string;
  };
  readonly actions: readonly string[];
}
