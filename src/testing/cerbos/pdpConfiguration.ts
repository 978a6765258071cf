import { resolve } from 'node:path';
import type { PdpOptions } from './startPdp';

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
