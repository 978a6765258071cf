import { type ReactNode, useId, useState } from 'react';
import { DecisionTable } from './DecisionTable';
import { styles } from './styles';
import { toRows } from './toRows';
import { useInspection } from './useInspection';
import { useQuestions } from './useQuestions';

/**
 * A panel for development. It lists the decisions for this page, on the server and for its
 * components, with the reason in words. The server only answers it if `createClerkCerbos` has
 * `inspect: true`. Put it inside a provider. It is part of a production bundle only if you import
 * it there.
 *
 * @throws ConfigurationError without a provider.
 *
 * @example
 * ```tsx
 * import dynamic from 'next/dynamic';
 *
 * const CerbosInspector = dynamic(() =>
 *   import('clerk-cerbos/react/inspector').then((entry) => entry.CerbosInspector),
 * );
 *
 * export const Inspector = () => process.env.NODE_ENV === 'development' && <CerbosInspector />;
 * ```
 */
export function CerbosInspector(): ReactNode {
  const [isOpen, setOpen] = useState(false);
  const [onlyDenied, setOnlyDenied] = useState(false);
  const { decisions, problem, clear } = useInspection();
  const rows = toRows(useQuestions(), decisions);
  const denied = rows.filter(({ effect }) => effect !== 'allow');
  const panel = useId();

  return (
    <div
      className="clerk-cerbos-inspector"
      onKeyDown={({ key }) => {
        if (key === 'Escape') setOpen(false);
      }}
    >
      <style>{styles}</style>
      {isOpen && (
        <section id={panel} aria-label="Decisions of Cerbos">
          <header>
            <h2>Decisions for this page</h2>
            <label>
              <input
                type="checkbox"
                checked={onlyDenied}
                onChange={({ target }) => {
                  setOnlyDenied(target.checked);
                }}
              />
              only what is denied
            </label>
            <button type="button" onClick={clear}>
              Clear
            </button>
          </header>
          {problem !== undefined && <p role="status">{problem}</p>}
          <DecisionTable rows={onlyDenied ? denied : rows} />
        </section>
      )}
      <button
        type="button"
        aria-expanded={isOpen}
        aria-controls={isOpen ? panel : undefined}
        onClick={() => {
          setOpen(!isOpen);
        }}
      >
        Cerbos <b>{rows.length - denied.length} allowed</b> <b>{denied.length} denied</b>
      </button>
    </div>
  );
}
