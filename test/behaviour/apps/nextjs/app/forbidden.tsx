export default function Forbidden() {
  return <p>You may not see this.</p>;
}
