/**
 * Adds scripts to `package.json`. It keeps the indentation, the line ends, a byte order mark and the
 * end of the file, and never changes a script that is there.
 *
 * @param manifest - `package.json`, which holds an object.
 * @returns the new text; the same text if there is nothing to add.
 */
export function addScripts(manifest: string, scripts: Readonly<Record<string, string>>): string {
  const [mark = ''] = /^\uFEFF?/.exec(manifest) ?? [];
  // Its caller has read the file, and found an object whose scripts, if any, are an object.
  const content = JSON.parse(manifest.slice(mark.length)) as {
    scripts?: Readonly<Record<string, string>>;
  };
  const missing = Object.entries(scripts).filter(
    ([name]) => !Object.hasOwn(content.scripts ?? {}, name),
  );
  if (missing.length === 0) return manifest;

  const changed = { ...content, scripts: { ...content.scripts, ...Object.fromEntries(missing) } };
  const [, indent = ''] = /\n([ \t]+)"/.exec(manifest) ?? [];
  const [end = ''] = /\s*$/.exec(manifest) ?? [];
  const text = JSON.stringify(changed, null, indent);
  return mark + (manifest.includes('\r\n') ? text.replaceAll('\n', '\r\n') : text) + end;
}
