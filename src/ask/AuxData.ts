/** The session token, as Cerbos takes it beside the question. */
export interface AuxData {
  readonly jwt: { readonly token: string; readonly keySetId?: string };
  /** Milliseconds since 1970. The PDP refuses everything that is asked with an expired token. */
  readonly expiresAt: number;
}
