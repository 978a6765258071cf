import { EventEmitter } from 'node:events';
import { PROBE } from '../doctor/pdp/Pdp';
import type { TraceEntry } from '../explain/Explanation';
import type { PolicyFolder } from '../policies/readPolicies';
import { type LoggedInput, type LoggedPlan, readLogLine } from './readLogLine';

/** A call to the PDP: what it was asked, what it answered, and how it got there. */
export interface Call {
  readonly callId: string;
  readonly inputs: readonly LoggedInput[];
  /**
   * The steps of the engine, if the call was about one resource. Of several resources, the steps
   * do not say to which one they belong.
   */
  readonly trace: readonly TraceEntry[];
  /** The policies that decided; `undefined` if the PDP was about to load others. */
  readonly policies: PolicyFolder | undefined;
}

/** The calls that the PDP logs. */
export interface Calls {
  /** Takes a line of the log. */
  readonly read: (line: string) => void;
  /** A call of the last ones. If it is unknown yet, it may come within the time. */
  readonly find: (callId: string, withinMs: number) => Promise<Call | undefined>;
  readonly lastDenied: () => Call | undefined;
  /** Resolves with the call that has this request id, and keeps it from all others. */
  readonly ownCall: (requestId: string, withinMs: number) => Promise<Call | undefined>;
}

interface CallsOptions {
  /** The policies that the PDP has now. */
  readonly policies: () => PolicyFolder | undefined;
  readonly onCall: (call: Call) => void;
  readonly onPlan: (plan: LoggedPlan) => void;
}

const keptCalls = 500;
// The PDP answers some calls without a decision: then nothing comes after the steps.
const openTraces = 100;
// Of a call whose first steps are forgotten, the others would be half of the truth.
const forgottenTraces = 10_000;

/** Puts the lines of the log together, and keeps the last calls. */
export function createCalls({ policies, onCall, onPlan }: CallsOptions): Calls {
  const forgotten = new Set<string>();
  const traces = new Map<string, TraceEntry[]>();
  const calls = new Map<string, Call>();
  const own = new Set<string>();
  const arrivals = new EventEmitter<Record<string, [Call]>>();
  arrivals.setMaxListeners(0);

  const wait = (name: string, withinMs: number): Promise<Call | undefined> =>
    new Promise((resolve) => {
      const timer = setTimeout(() => {
        arrivals.off(name, arrive);
        resolve(undefined);
      }, withinMs).unref();
      const arrive = (call: Call) => {
        clearTimeout(timer);
        resolve(call);
      };
      arrivals.once(name, arrive);
    });

  const keepStep = (callId: string, entry: TraceEntry) => {
    if (forgotten.has(callId)) return;
    const entries = traces.get(callId) ?? [];
    entries.push(entry);
    traces.set(callId, entries);
    const oldest = forgetOldest(traces, openTraces);
    if (oldest === undefined) return;
    forgotten.add(oldest);
    const [first] = forgotten;
    if (forgotten.size > forgottenTraces && first !== undefined) forgotten.delete(first);
  };

  return {
    read(text) {
      const line = readLogLine(text);
      if (line?.type === 'plan') onPlan(line.plan);
      if (line?.type === 'trace') {
        keepStep(line.callId, line.entry);
      }
      if (line?.type !== 'check') return;
      const { callId, inputs } = line;
      const trace = inputs.length === 1 ? (traces.get(callId) ?? []) : [];
      const call = { callId, inputs, trace, policies: policies() };
      traces.delete(callId);
      const requestId = inputs[0]?.requestId ?? '';
      // What doctor tries out is no question of the app.
      if (requestId === PROBE) return;
      if (own.delete(requestId)) {
        arrivals.emit(`own ${requestId}`, call);
        return;
      }
      calls.set(callId, call);
      forgetOldest(calls, keptCalls);
      onCall(call);
      arrivals.emit(`call ${callId}`, call);
    },
    find: (callId, withinMs) => {
      const call = calls.get(callId);
      return call === undefined ? wait(`call ${callId}`, withinMs) : Promise.resolve(call);
    },
    lastDenied: () => [...calls.values()].findLast(isDenied),
    ownCall(requestId, withinMs) {
      own.add(requestId);
      return wait(`own ${requestId}`, withinMs);
    },
  };
}

/** Returns which one it has forgotten. */
function forgetOldest(map: Map<string, unknown>, limit: number): string | undefined {
  const [oldest] = map.keys();
  if (map.size <= limit || oldest === undefined) return undefined;
  map.delete(oldest);
  return oldest;
}

/** Was anything of the call denied? */
export function isDenied({ inputs }: Call): boolean {
  return inputs.some(({ answers }) => answers.some(({ effect }) => effect === 'EFFECT_DENY'));
}
