import { z } from 'zod';
import type { RegisteredPolicies } from '../../../../src';
import { type ClerkCerbosOptions, createClerkCerbos } from '../../../../src/adapters/mcp';
import { patient } from '../../../setup/pdp';
import { type Watched, watched } from './asking';
import type { HighServer, Sdk } from './sdks';

/** What a tool or a prompt answers. */
export const text = (said: string) => ({ content: [{ type: 'text' as const, text: said }] });
const message = (said: string) => ({
  messages: [{ role: 'user' as const, content: { type: 'text' as const, text: said } }],
});
const contents = (uri: URL, said: string) => ({ contents: [{ uri: uri.href, text: said }] });

/** An app that notes what it ran. */
export class Billing {
  readonly cerbos: Watched;
  readonly ran: string[] = [];
  readonly authz;

  constructor(url: string, options: object = {}) {
    this.cerbos = watched(url);
    // What a test changes is an option of it.
    const all = {
      cerbos: this.cerbos,
      ...patient,
      ...options,
    } as ClerkCerbosOptions<RegisteredPolicies>;
    this.authz = createClerkCerbos(all);
  }

  /** Guards a server of any version. */
  guard<S extends object>(server: S, options?: object): S {
    return Reflect.apply(this.authz.guard, undefined, [server, options]) as S; // it returns the same server
  }

  /** Notes that something ran. */
  run(name: string): string {
    this.ran.push(name);
    return `ran ${name}`;
  }

  /** The same tools, prompts and resources for each major. */
  fill(sdk: Sdk, server: HighServer): void {
    for (const name of ['open', 'locked', 'secret', 'public']) {
      const inputSchema = z.object({ id: z.string(), amount: z.coerce.number().default(1) });
      server.registerTool(name, { inputSchema, annotations: { destructiveHint: false } }, () =>
        text(this.run(name)),
      );
      const topic = sdk.completable(z.string(), () => {
        this.run(`completer of ${name}`);
        return [`${name}-1`];
      });
      server.registerPrompt(name, { argsSchema: this.shape(sdk, { topic }) }, () =>
        message(this.run(name)),
      );
      server.registerResource(name, `conf://${name}/it`, {}, (uri: URL) =>
        contents(uri, this.run(`conf://${name}/it`)),
      );
      const complete = {
        item: () => {
          this.run(`completer of template ${name}`);
          return [`${name}-2`];
        },
      };
      const template = sdk.template(`tpl://${name}/{item}`, { list: undefined, complete });
      server.registerResource(`template ${name}`, template, {}, (uri: URL) =>
        contents(uri, this.run(uri.href)),
      );
    }
    server.registerTool('bare', {}, () => text(this.run('bare')));
    server.registerTool('bare-secret', {}, () => text(this.run('bare-secret')));
    server.registerPrompt('plain', {}, () => message(this.run('plain')));
    server.registerPrompt('plain-secret', {}, () => message(this.run('plain-secret')));
  }

  /** 1.x takes the shape of a prompt's arguments, 2.x a schema. */
  shape(sdk: Sdk, shape: z.ZodRawShape): object {
    return sdk.major === 1 ? shape : z.object(shape);
  }

  /** A guarded server with all of it. */
  server(sdk: Sdk, options: object = {}): HighServer {
    const server = this.guard(sdk.mcpServer(options));
    this.fill(sdk, server);
    return server;
  }

  /** What was asked and what ran since the last time. */
  since(): {
    readonly ran: readonly string[];
    readonly calls: number;
    readonly asked: readonly string[];
  } {
    const since = {
      ran: this.ran.splice(0),
      calls: this.cerbos.calls,
      asked: this.cerbos.asked,
    };
    this.cerbos.forget();
    return since;
  }
}
