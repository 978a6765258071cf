import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { getProperty, isRecord } from '../../base/value';
import { CommandError } from '../CommandError';

/** Settings of the engine that change decisions. */
export interface EngineSettings {
  /** Of a principal or a resource that comes without a version. Default: `default`. */
  readonly defaultPolicyVersion?: string;
  /** In a scope that no policy has, the policy above it decides. */
  readonly lenientScopeSearch?: boolean;
  /** What policies read as `G`. */
  readonly globals?: Readonly<Record<string, unknown>>;
}

/** What is taken from the PDP's own configuration. */
export interface PdpSettings {
  /** The file, as it is printed; `undefined` if there is none. */
  readonly file: string | undefined;
  /** Parts that change decisions. Where it listens and how it logs is for `dev` to say. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly engine: EngineSettings;
  /** Are attributes refused that don't match the policies' JSON Schemas? */
  readonly isRejecting: boolean;
}

const usualFiles = ['cerbos.yaml', 'cerbos.yml', '.cerbos.yaml', '.cerbos.yml'];
const parts = ['schema', 'engine', 'auxData', 'compile'];

/**
 * Reads the configuration of the PDP, so that it decides here as it does in production.
 *
 * @param path - by default the usual name, if there is such a file.
 * @throws CommandError if the named file can't be read, or a file is not YAML.
 * @see https://docs.cerbos.dev/cerbos/latest/configuration/
 */
export async function readPdpSettings(path: string | undefined): Promise<PdpSettings> {
  const file = path ?? usualFiles.find((name) => existsSync(name));
  if (file === undefined) return { file, config: {}, engine: {}, isRejecting: false };
  const text = await readFile(file, 'utf8').catch(() => {
    throw new CommandError(
      `The configuration ${file} can't be read. Name the file of your PDP with --config.`,
    );
  });
  const content = parseYaml(text, file);
  const config = Object.fromEntries(
    parts.flatMap((part) => {
      const value = getProperty(content, part);
      return value === undefined || value === null ? [] : [[part, value]];
    }),
  );
  const isRejecting = getProperty(config.schema, 'enforcement') === 'reject';
  return { file, config, engine: readEngine(config.engine), isRejecting };
}

function readEngine(engine: unknown): EngineSettings {
  const version = getProperty(engine, 'defaultPolicyVersion');
  const globals = getProperty(engine, 'globals');
  return {
    ...(typeof version === 'string' && version !== '' && { defaultPolicyVersion: version }),
    ...(getProperty(engine, 'lenientScopeSearch') === true && { lenientScopeSearch: true }),
    ...(isRecord(globals) && { globals }),
  };
}

function parseYaml(text: string, file: string): unknown {
  try {
    return parse(text);
  } catch (cause) {
    const why = cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : String(cause);
    throw new CommandError(`${file} is not YAML: ${why} Correct it, then run this again.`, {
      cause,
    });
  }
}
