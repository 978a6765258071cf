export default function Page() {
  return <p>The way was open.</p>;
}
