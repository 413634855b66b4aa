/** What the policy depends on. */
export interface PagePolicyParts {
  /** Drawn anew for each page. */
  readonly nonce: string;
  /** Where the extension's own files come from, as VS Code names it: `webview.cspSource`. */
  readonly source: string;
}

/** The page's Content Security Policy: what each directive allows. The reason of each stands in docs/security.md. */
export function pagePolicy({ nonce, source }: PagePolicyParts): Readonly<Record<string, string>> {
  return {
    'default-src': "'none'",
    'script-src': `'nonce-${nonce}' 'wasm-unsafe-eval'`,
    'style-src': source,
    'font-src': source,
    'media-src': 'data:',
    'base-uri': "'none'",
    'form-action': "'none'",
    'require-trusted-types-for': "'script'",
    'trusted-types': 'lit-html',
  };
}

/** A policy as it is written in a page. */
export function policyText(policy: Readonly<Record<string, string>>): string {
  return Object.entries(policy)
    .map(([directive, allowed]) => `${directive} ${allowed}`)
    .join('; ');
}
