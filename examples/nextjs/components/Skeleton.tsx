/** The shape of a list that is on its way. */
export function Skeleton() {
  return (
    <main aria-busy="true">
      <p role="status" className="quiet">
        Loading …
      </p>
      <ul className="cards" aria-hidden="true">
        {[1, 2, 3].map((card) => (
          <li key={card} className="skeleton" />
        ))}
      </ul>
    </main>
  );
}
