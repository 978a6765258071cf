// All under one class and with their own custom properties, so that they don't affect the app.
export const styles = `
.clerk-cerbos-inspector {
  --ink: #1c2024; --dim: #60646c; --paper: #fcfcfd; --line: #d9d9e0;
  --yes: #0f7a45; --no: #c02a2f; --odd: #8a5a00;
  position: fixed; inset: auto 0 0 auto; z-index: 2147483000;
  display: flex; flex-direction: column; align-items: flex-end; gap: 8px;
  max-width: 100vw; padding: 12px; box-sizing: border-box; pointer-events: none;
  font: 13px/1.45 ui-sans-serif, system-ui, sans-serif; color: var(--ink);
  text-align: left; color-scheme: light dark;
}
@media (prefers-color-scheme: dark) {
  .clerk-cerbos-inspector {
    --ink: #edeef0; --dim: #b0b4ba; --paper: #18191b; --line: #43484e;
    --yes: #3dd68c; --no: #ff9592; --odd: #ffca16;
  }
}
.clerk-cerbos-inspector * { box-sizing: border-box; margin: 0; font-size: inherit; color: inherit; }
.clerk-cerbos-inspector > * { pointer-events: auto; }
.clerk-cerbos-inspector button {
  min-height: 0; padding: 6px 12px; border: 1px solid var(--line); border-radius: 999px;
  background: var(--paper); font: inherit; cursor: pointer;
}
.clerk-cerbos-inspector > button { font-weight: 600; box-shadow: 0 2px 10px #0003; }
.clerk-cerbos-inspector > button b:first-of-type { color: var(--yes); }
.clerk-cerbos-inspector > button b:last-of-type { color: var(--no); }
.clerk-cerbos-inspector :focus-visible { outline: 2px solid var(--ink); outline-offset: 2px; }
.clerk-cerbos-inspector section {
  display: flex; flex-direction: column; gap: 0; width: min(980px, calc(100vw - 24px));
  max-height: min(480px, 70vh); overflow: hidden;
  border: 1px solid var(--line); border-radius: 12px; background: var(--paper);
  box-shadow: 0 8px 40px #0004;
}
.clerk-cerbos-inspector header {
  display: flex; flex-wrap: wrap; align-items: center; gap: 8px 16px;
  padding: 10px 14px; border-bottom: 1px solid var(--line);
}
.clerk-cerbos-inspector h2 { flex: 1; font-weight: 600; white-space: nowrap; }
.clerk-cerbos-inspector label { display: flex; align-items: center; gap: 6px; white-space: nowrap; }
.clerk-cerbos-inspector input { all: revert; margin: 0; }
.clerk-cerbos-inspector p { padding: 12px 14px; color: var(--dim); }
.clerk-cerbos-inspector p[role] { color: var(--odd); }
.clerk-cerbos-inspector .table { overflow: auto; }
.clerk-cerbos-inspector table { width: 100%; border-collapse: collapse; }
.clerk-cerbos-inspector :is(td, th) {
  padding: 7px 14px 0; text-align: left; vertical-align: top; white-space: nowrap;
  font-weight: 400; border: 0; background: none;
}
.clerk-cerbos-inspector thead th { padding-bottom: 7px; color: var(--dim); border-bottom: 1px solid var(--line); }
.clerk-cerbos-inspector tbody th { font-weight: 600; }
.clerk-cerbos-inspector tbody { border-bottom: 1px solid var(--line); }
.clerk-cerbos-inspector tr:last-child > td { padding-bottom: 8px; }
.clerk-cerbos-inspector td:nth-child(n + 5) { white-space: normal; min-width: 130px; }
.clerk-cerbos-inspector td > b::before { content: ''; display: inline-block; width: 8px; height: 8px; margin-right: 6px; border-radius: 50%; background: currentColor; }
.clerk-cerbos-inspector td[colspan] { padding-top: 2px; color: var(--dim); white-space: normal; min-width: 300px; }
.clerk-cerbos-inspector code { font: 12px/1.45 ui-monospace, monospace; }
.clerk-cerbos-inspector [data-effect='allow'] b { color: var(--yes); }
.clerk-cerbos-inspector [data-effect='deny'] b { color: var(--no); }
.clerk-cerbos-inspector :is([data-effect='unknown'], [data-effect='loading']) b { color: var(--odd); }
`;
