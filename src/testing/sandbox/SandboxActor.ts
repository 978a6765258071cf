/** Who impersonates a user: the `act` claim. */
export interface SandboxActor {
  readonly sub: string;
  readonly type?: string;
}
