import { misconfigured } from '../../base/errors';

/** What the browser may ask, and from where. */
export interface ClientOptions {
  /** The kinds that have a loader. */
  readonly loaded: ReadonlySet<string>;
  /** The kinds whose attributes the browser says. */
  readonly clientAttributes: ReadonlySet<string>;
  /** Origins beside the app's own. */
  readonly clientOrigins: ReadonlySet<string>;
}

/**
 * Reads what is said of the browser among the options.
 *
 * @throws ConfigurationError `invalid_configuration` for a kind whose attributes would come from
 * both a loader and the browser, and for what is not an origin.
 */
export function readClientOptions(options: {
  readonly resources?: object;
  readonly clientAttributes?: readonly string[];
  readonly clientOrigins?: readonly string[];
}): ClientOptions {
  const loaded = new Set(Object.keys(options.resources ?? {}));
  const clientAttributes = readNames('clientAttributes', options.clientAttributes);
  for (const kind of clientAttributes) {
    if (!loaded.has(kind)) continue;
    throw misconfigured(
      `The attributes of ${JSON.stringify(kind)} come from its loader in resources, or from the browser by clientAttributes, never from both. Remove one.`,
    );
  }
  const clientOrigins = readNames('clientOrigins', options.clientOrigins);
  for (const origin of clientOrigins) {
    if (URL.canParse(origin) && new URL(origin).origin === origin) continue;
    throw misconfigured(
      `clientOrigins holds ${JSON.stringify(origin)}, which is not an origin. Write 'https://app.example.com', without a path.`,
    );
  }
  return { loaded, clientAttributes, clientOrigins };
}

function readNames(option: string, names: unknown = []): ReadonlySet<string> {
  const isList = Array.isArray(names) && names.every((name) => typeof name === 'string');
  if (isList) return new Set(names);
  throw misconfigured(`${option} must be a list of strings.`);
}
