/** The one spelling of a server's address: as URLs are written, with a slash at its end. What is no URL stays as it is but for that. */
export function serverAddress(given: string): string {
  const url = URL.canParse(given) ? new URL(given).href : given;
  return url.endsWith('/') ? url : `${url}/`;
}
