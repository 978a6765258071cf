/** What a handler may have said of a response that is not sent after all. */
export const staleHeaders = [
  'Cache-Control',
  'Content-Encoding',
  'Content-Length',
  'ETag',
  'Last-Modified',
] as const;
