import type { Value } from '../../base/value';
import type { DecisionMetadata, SchemaViolation } from './Decision';

/** {@link Value}, as Cerbos' SDK spells it: it takes mutable types, though it only reads them. */
export type ClientValue =
  string | number | boolean | null | ClientValue[] | { [key: string]: ClientValue };

interface ClientRequest {
  requestId: string;
  principal: { id: string; roles: string[]; attr: Record<string, ClientValue> };
  includeMetadata: boolean;
  auxData?: { jwt: { token: string; keySetId?: string } };
}

/** A kind of resource, as Cerbos takes it. */
export interface ClientResourceQuery {
  kind: string;
  attr: Record<string, ClientValue>;
  policyVersion?: string;
  scope?: string;
}

/** One resource and the actions asked about it, as Cerbos takes them. */
export interface ClientResourceCheck {
  resource: ClientResourceQuery & { id: string };
  actions: string[];
}

/** What {@link CerbosClient.checkResources} is asked. */
export interface ClientCheckRequest extends ClientRequest {
  resources: ClientResourceCheck[];
}

/** What {@link CerbosClient.planResources} is asked. */
export type ClientPlanRequest = ClientRequest & { resource: ClientResourceQuery } & (
    { action: string } | { actions: string[] }
  );

/** What a client is told beside the request. */
export interface ClientCallOptions {
  signal?: AbortSignal;
  /** Sent with this call alone, such as the trace that it belongs to. */
  headers?: Record<string, string>;
}

/** What a policy says of one resource. */
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
 * What is needed of a Cerbos client: `HTTP` of `@cerbos/http`, `GRPC` of `@cerbos/grpc` and
 * `Embedded` of any version fit, and so does anything else of this shape.
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
    readonly validationErrors?: readonly SchemaViolation[];
  }>;
}
