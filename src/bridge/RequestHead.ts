import { getProperty } from '../base/value';

/** What a request says before its body, whatever the framework. */
export interface RequestHead {
  readonly method: string;
  /** The value of a header, by its name in lower case. */
  header: (name: string) => string | undefined;
}

/** The head of what Fetch calls a request. */
export function webHead({ method, headers }: Pick<Request, 'method' | 'headers'>): RequestHead {
  return { method, header: (name) => headers.get(name) ?? undefined };
}

/** What Node's frameworks call a request, as far as its head goes; an app's test may have less. */
export interface NodeRequestHead {
  readonly method?: string | undefined;
  readonly headers?: Readonly<Record<string, string | readonly string[] | undefined>>;
}

/** The head of what Node's frameworks call a request. */
export function nodeHead({ method = '', headers = {} }: NodeRequestHead): RequestHead {
  return {
    method,
    header: (name) => {
      // What the host is called in HTTP/2.
      const authority = name === 'host' ? getProperty(headers, ':authority') : undefined;
      const value = getProperty(headers, name) ?? authority;
      return typeof value === 'string' ? value : undefined;
    },
  };
}

/** Is something changed, rather than shown? */
export function isWrite({ method }: Pick<RequestHead, 'method'>): boolean {
  return method !== 'GET' && method !== 'HEAD' && method !== 'OPTIONS';
}
