import { getProperty } from '../base/value';

/** The method and headers of a request of any framework. */
export interface RequestHead {
  readonly method: string;
  /** Returns a header by its name in lower case. */
  header: (name: string) => string | undefined;
}

/** The head of a Fetch request. */
export function webHead({ method, headers }: Pick<Request, 'method' | 'headers'>): RequestHead {
  return { method, header: (name) => headers.get(name) ?? undefined };
}

/** The head of a Node.js request. In an app's tests it may have fewer members. */
export interface NodeRequestHead {
  readonly method?: string | undefined;
  readonly headers?: Readonly<Record<string, string | readonly string[] | undefined>>;
}

/** Reads the head of a Node.js request. */
export function nodeHead({ method = '', headers = {} }: NodeRequestHead): RequestHead {
  return {
    method,
    header: (name) => {
      // HTTP/2 has this header in place of `host`.
      const authority = name === 'host' ? getProperty(headers, ':authority') : undefined;
      const value = getProperty(headers, name) ?? authority;
      return typeof value === 'string' ? value : undefined;
    },
  };
}

/** Does the request change something? True for any method except GET, HEAD and OPTIONS. */
export function isWrite({ method }: Pick<RequestHead, 'method'>): boolean {
  return method !== 'GET' && method !== 'HEAD' && method !== 'OPTIONS';
}
