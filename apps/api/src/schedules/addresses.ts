/** Each address once, however it is written. */
export const addressesOf = (email: string | readonly string[] | undefined): string[] => {
  const addresses = typeof email === 'string' ? [email] : (email ?? []);
  return [
    ...new Map(addresses.toReversed().map((address) => [address.toLowerCase(), address])).values(),
  ].toReversed();
};
