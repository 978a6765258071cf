import { resolve } from 'node:path';
import type { StartCerbosOptions } from './CerbosServer';
import type { WantedPort } from './portReservation';

/** What {@link startCerbos} does not offer: `clerk-cerbos dev` needs it. */
export interface PdpOptions extends Omit<StartCerbosOptions, 'httpPort' | 'grpcPort'> {
  readonly httpPort?: WantedPort;
  readonly grpcPort?: WantedPort;
  /** Switches the Admin API on. The hash is one of bcrypt, in base64. */
  readonly admin?: { readonly username: string; readonly passwordHash: string };
  /** Gets each line that the PDP logs: each decision, too, and how the PDP came to it. */
  readonly onLog?: (line: string) => void;
  /** The PDP has ended, and nothing of ours has stopped it. */
  readonly onCrash?: (how: string) => void;
}

interface Addresses {
  readonly httpPort: number;
  readonly grpcPort: number;
  readonly auditLogPath: string | undefined;
}

/**
 * The PDP's configuration file. It is JSON, which is YAML too.
 *
 * By default the PDP listens on all interfaces, answers every web page (CORS) and reports usage.
 *
 * @see https://docs.cerbos.dev/cerbos/latest/configuration/
 */
export function pdpConfiguration(options: PdpOptions, addresses: Addresses): string {
  const { policies, watchForChanges = false, schemaEnforcement, config, jwksUrl, admin } = options;
  const { httpPort, grpcPort, auditLogPath } = addresses;
  const server: unknown = config?.server;
  return JSON.stringify({
    ...config,
    ...(jwksUrl !== undefined && {
      auxData: { jwt: { cacheSize: -1, keySets: [{ id: 'clerk', remote: { url: jwksUrl } }] } },
    }),
    ...(schemaEnforcement && { schema: { enforcement: schemaEnforcement } }),
    ...(auditLogPath !== undefined && {
      audit: {
        enabled: true,
        accessLogsEnabled: false,
        decisionLogsEnabled: true,
        backend: 'file',
        file: { path: auditLogPath },
      },
    }),
    server: {
      ...(typeof server === 'object' && server),
      httpListenAddr: `127.0.0.1:${String(httpPort)}`,
      grpcListenAddr: `127.0.0.1:${String(grpcPort)}`,
      cors: { disabled: true },
      adminAPI:
        admin === undefined ? { enabled: false } : { enabled: true, adminCredentials: admin },
    },
    storage: { driver: 'disk', disk: { directory: resolve(policies), watchForChanges } },
    telemetry: { disabled: true },
  });
}
