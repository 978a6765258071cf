export function NotFound() {
  return (
    <section className="refusal">
      <h1>This page does not exist</h1>
      <p>
        <a href="/">See your documents</a>
      </p>
    </section>
  );
}
