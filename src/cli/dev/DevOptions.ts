/** What the user says to `clerk-cerbos dev`. */
export interface DevOptions {
  readonly policies: string;
  readonly sandbox?: boolean;
  readonly config?: string;
  readonly httpPort?: number;
  readonly grpcPort?: number;
  readonly all?: boolean;
  readonly quiet?: boolean;
}
