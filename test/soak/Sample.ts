/** What the app holds at one moment, after a forced garbage collection. */
export interface Sample {
  readonly heapMb: number;
  readonly externalMb: number;
  readonly rssMb: number;
  readonly sockets: number;
  readonly timers: number;
  readonly descriptors: number;
  /** Listeners of the process, of all events. */
  readonly listeners: number;
  /** Warnings of Node.js so far, such as MaxListenersExceededWarning. */
  readonly warnings: number;
  readonly rejections: number;
  /** CPU time so far. */
  readonly cpuMs: number;
}

/** What the app says over IPC. */
export type ServerMessage = { readonly port: number } | { readonly sample: Sample };
