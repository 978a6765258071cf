/**
 * The anchor of a heading, as GitHub makes it, so that a link works in the repository and on the
 * site. VitePress' own would write `pdp-unreachable` for `pdp_unreachable`.
 */
export function slugify(heading: string): string {
  return heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, '')
    .replaceAll(' ', '-');
}
