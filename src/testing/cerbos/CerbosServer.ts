/** The options of {@link startCerbos}. */
export interface StartCerbosOptions {
  /** The folder of the policies. A relative path is resolved from the working directory. */
  readonly policies: string;
  /**
   * Reload policies when their files change. The PDP notices a change after about three seconds.
   *
   * @defaultValue `false`
   */
  readonly watchForChanges?: boolean;
  /**
   * What the PDP does with attributes that don't match the policies' JSON Schemas. The PDP's own
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
  /** The port of the HTTP API. Default: a free one. */
  readonly httpPort?: number;
  /** The port of the gRPC API. Default: a free one. */
  readonly grpcPort?: number;
  /**
   * The URL of the keys (a JWK Set) with which the PDP verifies session tokens, for apps with
   * `auxData: true`. Pass `jwksUrl` of the sandbox. The PDP's token cache is off, because before
   * version 0.53 it would accept a modified token.
   *
   * @see https://docs.cerbos.dev/cerbos/latest/configuration/auxdata
   */
  readonly jwksUrl?: string;
  /**
   * Other parts of the PDP's configuration, such as `auxData`, `engine` or `server.requestLimits`.
   */
  readonly config?: Readonly<Record<string, unknown>>;
  /**
   * Milliseconds in which the PDP must become healthy.
   *
   * @defaultValue `10_000`
   */
  readonly startTimeoutMs?: number;
  /**
   * The folder of the app whose `node_modules` contains the `cerbos` package.
   *
   * @defaultValue `process.cwd()`
   */
  readonly resolveFrom?: string;
}

/** A running PDP, returned by {@link startCerbos}. */
export interface CerbosServer {
  /** For `new HTTP(…)` of `@cerbos/http`: `http://127.0.0.1:<port>`. */
  readonly httpUrl: string;
  /** For `new GRPC(…)` of `@cerbos/grpc`: `127.0.0.1:<port>`. */
  readonly grpcTarget: string;
  /** The process id. It changes with {@link CerbosServer.restart}. */
  readonly pid: number;
  /** The file of the decision log, if `audit` is on. It is removed when the PDP is stopped. */
  readonly auditLogPath?: string;
  /**
   * Sends a signal, to test what an app does when its PDP crashes (`SIGKILL`), ends (`SIGTERM`),
   * hangs (`SIGSTOP`) or continues (`SIGCONT`). For a signal that ends the process, the promise
   * resolves when it has ended.
   */
  kill: (signal: 'SIGKILL' | 'SIGTERM' | 'SIGSTOP' | 'SIGCONT') => Promise<void>;
  /** Stops the PDP if it runs, and starts it again on the same ports. */
  restart: () => Promise<void>;
  /** Stops the PDP and removes its files. It is safe to call it twice. */
  stop: () => Promise<void>;
  /** The same as {@link CerbosServer.stop}, for `await using`. */
  [Symbol.asyncDispose]: () => Promise<void>;
}
