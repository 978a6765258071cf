export default function ServerError() {
  return <p>Something went wrong.</p>;
}
