import type { CerbosServer } from '../../testing/cerbos/CerbosServer';
import type { ClerkSandbox } from '../../testing/sandbox/ClerkSandbox';
import { paint } from '../terminal/paint';
import { printableLine } from '../terminal/printable';
import type { PdpSettings } from '../pdp/readPdpSettings';
import type { DevOptions } from './DevOptions';
import { sandboxLines } from './sandboxPeople';

/** The ports that a PDP has if nothing else is said. Apps use them as the default, too. */
export const usualPorts = { http: 3592, grpc: 3593 } as const;

interface Opening {
  readonly options: DevOptions;
  readonly command: readonly string[];
  readonly server: CerbosServer;
  readonly settings: PdpSettings;
  readonly sandbox: ClerkSandbox | undefined;
}

/** What `dev` says first: where everything is. */
export function openingLines(opening: Opening): string[] {
  const { options, command, server, settings, sandbox } = opening;
  const from = settings.file === undefined ? '' : `, with the settings of ${settings.file}`;
  return [
    line('PDP', `${server.httpUrl}, gRPC ${server.grpcTarget}${from}`),
    ...portLines(options, server),
    line('Policies', options.policies),
    ...(sandbox === undefined
      ? []
      : [
          line('Clerk', 'a stand-in, for development only'),
          ...sandboxLines(sandbox.env.NEXT_PUBLIC_CLERK_SIGN_IN_URL ?? ''),
        ]),
    ...(command.length === 0 ? [] : [line('App', command.join(' '))]),
    '',
  ];
}

function line(name: string, text: string): string {
  return `${paint.strong(name.padEnd('Policies'.length))}  ${printableLine(text)}`;
}

/** Says which of the usual ports are taken: an app that has them in its code asks another PDP. */
function portLines({ httpPort, grpcPort }: DevOptions, server: CerbosServer): string[] {
  const taken = [
    ...(httpPort === undefined && !server.httpUrl.endsWith(`:${usualPorts.http}`)
      ? [usualPorts.http]
      : []),
    ...(grpcPort === undefined && !server.grpcTarget.endsWith(`:${usualPorts.grpc}`)
      ? [usualPorts.grpc]
      : []),
  ];
  if (taken.length === 0) return [];
  const text = `${taken.length === 1 ? `Port ${taken.join()} is` : `Ports ${taken.join(' and ')} are`} taken: your app must read CERBOS_HTTP or CERBOS_GRPC.`;
  return [paint.warning(`          ${text}`)];
}
