/** What Node's frameworks call a response, as far as it is needed here. */
export interface NodeResponse {
  statusCode: number;
  readonly headersSent: boolean;
  readonly writableEnded: boolean;
  setHeader: (name: string, value: string) => unknown;
  removeHeader: (name: string) => void;
  end: (body: string) => unknown;
}
