/** A request to the check endpoint, whatever the framework. */
export interface CheckRequest {
  readonly method: string;
  /** The value of a header, by its name in lower case. */
  header: (name: string) => string | undefined;
  /**
   * The body: its text, or what a framework made of its JSON.
   *
   * @param limit - bytes.
   * @throws RefusedRequest `body_too_large`.
   */
  read: (limit: number) => Promise<unknown>;
  /** Aborts when nobody waits for the answer any more. */
  readonly signal?: AbortSignal;
}
