import { Session } from 'node:inspector';

/** Every script that this process has loaded, by its address: proof of which packages serve the app. */
export function loader() {
  const session = new Session();
  const urls = new Set<string>();
  session.connect();
  session.on('Debugger.scriptParsed', ({ params }) => urls.add(params.url));
  // Tells of what was loaded before, too.
  session.post('Debugger.enable');
  session.disconnect();
  return Response.json([...urls]);
}
