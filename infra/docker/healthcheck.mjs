// Of every service's image: whether the service can do its work, by its own word.
const { INTERNAL_PORT, PORT = '8080' } = process.env;
const isReady = await fetch(`http://127.0.0.1:${INTERNAL_PORT || PORT}/readyz`).then(
  ({ ok }) => ok,
  () => false,
);
process.exit(isReady ? 0 : 1);
