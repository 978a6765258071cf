import type { Value } from '../../base/value';
import type { DecisionMetadata, SchemaViolation } from './Decision';

/** {@link Value} with the mutable types of Cerbos' SDK, which only reads them. */
export type ClientValue =
  string | number | boolean | null | ClientValue[] | { [key: string]: ClientValue };

interface ClientRequest {
  requestId: string;
  principal: { id: string; roles: string[]; attr: Record<string, ClientValue> };
  includeMetadata: boolean;
  auxData?: { jwt: { token: string; keySetId?: string } };
}

/** A kind of resource in the form that Cerbos takes. */
export interface ClientResourceQuery {
  kind: string;
  attr: Record<string, ClientValue>;
  policyVersion?: string;
  scope?: string;
}

/** One resource and its actions in the form that Cerbos takes. */
export interface ClientResourceCheck {
  resource: ClientResourceQuery & { id: string };
  actions: string[];
}

/** The request of {@link CerbosClient.checkResources}. */
export interface ClientCheckRequest extends ClientRequest {
  resources: ClientResourceCheck[];
}

/** The request of {@link CerbosClient.planResources}. */
export type ClientPlanRequest = ClientRequest & { resource: ClientResourceQuery } & (
    { action: string } | { actions: string[] }
  );

/** Options of a call. */
export interface ClientCallOptions {
  signal?: AbortSignal;
  /** Sent with this call only, for example its trace. */
  headers?: Record<string, string>;
}

/** The result for one resource. */
export interface ClientCheckResult {
  readonly resource: {
    readonly kind: string;
    readonly id: string;
    readonly policyVersion?: string;
    readonly scope?: string;
  };
  readonly actions: Readonly<Record<string, string | undefined>>;
  readonly validationErrors?: readonly SchemaViolation[];
  readonly metadata?: DecisionMetadata | undefined;
  readonly outputs?: readonly {
    readonly action?: string;
    readonly source: string;
    readonly value?: Value | undefined;
  }[];
}

/**
 * The parts of a Cerbos client that are needed. `HTTP` of `@cerbos/http`, `GRPC` of `@cerbos/grpc`
 * and `Embedded` fit, in any version, and so does any other object of this shape.
 *
 * @see https://docs.cerbos.dev/cerbos/latest/api/index.html
 */
export interface CerbosClient {
  checkResources(
    request: ClientCheckRequest,
    options?: ClientCallOptions,
  ): Promise<{
    readonly requestId: string;
    readonly cerbosCallId?: string;
    readonly results: readonly ClientCheckResult[];
  }>;
  planResources(
    request: ClientPlanRequest,
    options?: ClientCallOptions,
  ): Promise<{
    readonly requestId: string;
    readonly cerbosCallId?: string;
    readonly kind: string;
    readonly condition?: unknown;
    readonly metadata?: unknown;
    readonly validationErrors?: readonly SchemaViolation[];
  }>;
}
