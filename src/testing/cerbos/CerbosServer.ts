/** What {@link startCerbos} is told. */
export interface StartCerbosOptions {
  /** The folder of the policies; a relative one is below the working directory. */
  readonly policies: string;
  /**
   * Reload the policies when their files change, which the PDP notices after about three seconds.
   *
   * @defaultValue `false`
   */
  readonly watchForChanges?: boolean;
  /**
   * What the PDP does with attributes that don't fit the policies' JSON Schemas; the PDP's own
   * default is `none`.
   *
   * @see https://docs.cerbos.dev/cerbos/latest/configuration/schema
   */
  readonly schemaEnforcement?: 'none' | 'warn' | 'reject';
  /**
   * Write each decision, as a line of JSON, to {@link CerbosServer.auditLogPath}.
   *
   * @defaultValue `false`
   * @see https://docs.cerbos.dev/cerbos/latest/configuration/audit
   */
  readonly audit?: boolean;
  /** The port of the HTTP API. By default a free one. */
  readonly httpPort?: number;
  /** The port of the gRPC API. By default a free one. */
  readonly grpcPort?: number;
  /**
   * The address of the keys (a JWK Set) by which the PDP verifies session tokens, for apps that pass
   * them on with `auxData: true`: `jwksUrl` of the sandbox. Nothing that it verified is cached,
   * since before version 0.53 it would then believe a token that was tampered with.
   *
   * @see https://docs.cerbos.dev/cerbos/latest/configuration/auxdata
   */
  readonly jwksUrl?: string;
  /** Other parts of the PDP's configuration, such as `auxData`, `engine` or `server.requestLimits`. */
  readonly config?: Readonly<Record<string, unknown>>;
  /**
   * Milliseconds until the PDP must be healthy.
   *
   * @defaultValue `10_000`
   */
  readonly startTimeoutMs?: number;
  /**
   * The folder of the app whose `node_modules` has the `cerbos` package.
   *
   * @defaultValue `process.cwd()`
   */
  readonly resolveFrom?: string;
}

/** A running PDP, as {@link startCerbos} returns it. */
export interface CerbosServer {
  /** For `new HTTP(…)` of `@cerbos/http`: `http://127.0.0.1:<port>`. */
  readonly httpUrl: string;
  /** For `new GRPC(…)` of `@cerbos/grpc`: `127.0.0.1:<port>`. */
  readonly grpcTarget: string;
  /** The process id; another one after {@link CerbosServer.restart}. */
  readonly pid: number;
  /** The decision log, if `audit` was asked for. It goes when the PDP is stopped. */
  readonly auditLogPath?: string;
  /**
   * Sends a signal, to see what an app does when its PDP dies (`SIGKILL`), goes (`SIGTERM`), hangs
   * (`SIGSTOP`) and comes back (`SIGCONT`). Resolves when a process that is to end has ended.
   */
  kill: (signal: 'SIGKILL' | 'SIGTERM' | 'SIGSTOP' | 'SIGCONT') => Promise<void>;
  /** Ends the PDP, if it still runs, and starts it again on the same ports. */
  restart: () => Promise<void>;
  /** Ends the PDP and removes its files; safe to call twice. */
  stop: () => Promise<void>;
  /** The same as {@link CerbosServer.stop}, for `await using`. */
  [Symbol.asyncDispose]: () => Promise<void>;
}
