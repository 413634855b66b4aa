// Addresses as they may be shown: user names, passwords, tokens in paths and queries stay where they are.

/** An address: its scheme, and all that follows up to a space, a quotation mark or a bracket. */
const ADDRESS = /([a-z][a-z0-9+.-]*:\/\/)([^\s"'“”‘’<>()]*)/gi;

/** A text in which of every address only scheme and host are left. */
export function withoutSecrets(text: string): string {
  return text.replace(ADDRESS, (_, scheme: string, rest: string) => scheme + hostOf(rest));
}

/** What may be shown of something that was meant to be an address and is none: at most what would be its host. */
export function showableAddress(address: string): string {
  return hostOf(address.trim().replace(/^[a-z][a-z0-9+.-]*:\/\//i, ''));
}

/** What of `user:password@host:port/path?query#fragment` may be shown. Where a stray “@” leaves it unclear, less is shown rather than more. */
function hostOf(rest: string): string {
  return /^[^/\\?#]*/.exec(rest.slice(rest.lastIndexOf('@') + 1))?.[0] ?? '';
}
