import { useEffect, useState } from 'react';
import type { InspectedDecision } from '../../base/wire';
import { useScope } from '../CerbosContext';
import { postAs } from '../../browser/postAs';
import { ownMember, RequestError } from '../../browser/requestJson';

/** The decisions of this session, as the server reports them. */
export interface Inspection {
  /** Newest first. */
  readonly decisions: readonly InspectedDecision[];
  /** Why there is no report. */
  readonly problem: string | undefined;
  readonly clear: () => void;
}

/** What the server reported, and for which session. */
interface Told {
  readonly session: string | undefined;
  readonly decisions: readonly InspectedDecision[];
}

const EVERY_MS = 1_000;
const MOST = 200;

/** Asks the server for the decisions of the page's session, while the page is visible. */
export function useInspection(): Inspection {
  const { store, session } = useScope();
  const [told, setTold] = useState<Told>({ session, decisions: [] });
  const [problem, setProblem] = useState<string>();
  // Decisions of another session must not be shown, not even for one frame.
  const decisions = told.session === session ? told.decisions : [];

  useEffect(() => {
    const stop = new AbortController();
    let last = 0;
    setTold({ session, decisions: [] });
    const look = async () => {
      const page = store.page();
      if (document.hidden || page === undefined || page.session !== session) return;
      const news = readInspected(await postAs(page, { inspect: last }, stop.signal));
      last = news[0]?.number ?? last;
      setProblem(undefined);
      if (news.length === 0) return;
      setTold((before) => ({
        session,
        decisions: [...news, ...before.decisions].slice(0, MOST),
      }));
    };
    const lookOn = () => {
      look()
        .catch((error: unknown) => {
          if (!stop.signal.aborted) setProblem(say(error));
        })
        .finally(() => {
          if (!stop.signal.aborted) timer = setTimeout(lookOn, EVERY_MS);
        });
    };
    let timer = setTimeout(lookOn);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [store, session]);

  return {
    decisions,
    problem,
    clear() {
      setTold({ session, decisions: [] });
    },
  };
}

function readInspected(body: unknown): readonly InspectedDecision[] {
  const inspected = ownMember(body, 'inspected');
  // It is the app's own server, of the same version, and the data is only displayed.
  return Array.isArray(inspected) ? (inspected as InspectedDecision[]) : [];
}

function say(error: unknown): string {
  if (error instanceof RequestError && error.code === 'invalid_request') {
    return 'The server does not tell. Give createClerkCerbos the option inspect: true, in development.';
  }
  return `The server can’t be asked: ${error instanceof RequestError ? error.message : 'there is no answer'}.`;
}
