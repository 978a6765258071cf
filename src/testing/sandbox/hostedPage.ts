import type { SandboxResponse } from './SandboxResponse';

const style = `
  :root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
  body { max-width: 26rem; margin: 10vh auto; padding: 0 1rem; }
  ul { list-style: none; margin: 0; padding: 0; }
  li { margin: 0.5rem 0; }
  button { font: inherit; width: 100%; padding: 0.625rem 1rem; text-align: start; cursor: pointer; }
  :focus-visible { outline: 3px solid CanvasText; outline-offset: 2px; }
`;

interface Page {
  readonly status?: number;
  readonly title: string;
  /** Trusted HTML: what comes from elsewhere has been through {@link escapeHtml}. */
  readonly body: string;
}

/** A whole page, which runs no script and can't be framed. */
export function page({ status = 200, title, body }: Page): SandboxResponse {
  return {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy':
        "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
      // With `no-referrer` browsers would hide the origin of the forms, which is checked.
      'referrer-policy': 'same-origin',
    },
    body: `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${title} · Clerk sandbox</title>
    <style>${style}</style>
  </head>
  <body>
    <main>
      <h1>${title}</h1>
      ${body}
    </main>
  </body>
</html>
`,
  };
}

/** Makes text safe inside elements and quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${String(character.charCodeAt(0))};`);
}
