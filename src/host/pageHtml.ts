// The skeleton of a page: one element, one script, the policy.
import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { pagePolicy, policyText } from './pagePolicy';

/** What differs between pages. */
export interface PageParts {
  /** The name of its one element. */
  readonly element: string;
  /** Its script, in `dist/webview`. */
  readonly script: string;
}

/** Where pages and what they load lie. */
export function pageRoot(extensionUri: vscode.Uri): vscode.Uri {
  return vscode.Uri.joinPath(extensionUri, 'dist', 'webview');
}

/** The page's text. */
export function pageHtml(webview: vscode.Webview, root: vscode.Uri, { element, script }: PageParts): string {
  const nonce = randomBytes(16).toString('base64');
  const csp = policyText(pagePolicy({ nonce, source: webview.cspSource }));
  const uri = (name: string): string => webview.asWebviewUri(vscode.Uri.joinPath(root, name)).toString();
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${csp}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${uri('codicon.css')}">
<title>Starling</title>
</head>
<body>
<${element} role="main"></${element}>
<script nonce="${nonce}" src="${uri(script)}"></script>
</body>
</html>`;
}
