import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RequestHandler } from 'express';

/** The part of the transports of both versions of the SDK that sessions need. */
interface SessionTransport {
  readonly sessionId?: string | undefined;
  handleRequest: (req: IncomingMessage, res: ServerResponse) => Promise<void>;
  close: () => Promise<void>;
}

interface SessionOptions {
  sessionIdGenerator: () => string;
  onsessioninitialized: (id: string) => void;
  onsessionclosed: (id: string) => void;
}

interface Session {
  readonly transport: SessionTransport;
  readonly caller: unknown;
}

const maxSessions = 1000;

/**
 * Serves each session with a transport and a server of its own. A session id proves nothing: each
 * message brings its own token, and the guard decides by that. Still, the stream of a session is
 * only for the caller who opened it.
 *
 * @param open - makes a transport with these options, connected to a new server.
 */
export function sessions(
  open: (options: SessionOptions) => Promise<SessionTransport>,
): RequestHandler {
  const known = new Map<string, Session>();
  return async (req, res) => {
    const { caller } = res.locals;
    const id = req.get('Mcp-Session-Id');
    if (id !== undefined) {
      const session = known.get(id);
      if (session?.caller === caller) return session?.transport.handleRequest(req, res);
      // For the sessions of others, the answer is the same as for one that has ended.
      const error = { code: -32001, message: 'Session not found' };
      return res.status(404).json({ jsonrpc: '2.0', error, id: null });
    }
    const transport = await open({
      sessionIdGenerator: randomUUID,
      onsessioninitialized: (id) => {
        known.set(id, { transport, caller });
        const [oldest] = known;
        if (known.size <= maxSessions || oldest === undefined) return;
        known.delete(oldest[0]);
        void oldest[1].transport.close();
      },
      onsessionclosed: (id) => void known.delete(id),
    });
    // It answers 400 if this is not the first message of a session.
    await transport.handleRequest(req, res);
    if (transport.sessionId === undefined) await transport.close();
  };
}
