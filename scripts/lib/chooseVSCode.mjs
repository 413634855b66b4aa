// Which VS Code to use: the desktop's where there is one, else code-server.
import { ensureCodeServer, findCodeServer } from './codeServerInstall.mjs';
import { downloadDesktopCode, findDesktopCode, findDownloadedVersion, hasDisplay } from './desktopCode.mjs';
import { say } from './progress.mjs';

/**
 * @typedef {{ readonly kind: 'desktop', readonly code: import('./desktopCode.mjs').DesktopCode } | { readonly kind: 'code-server' }} ChosenVSCode
 */

/**
 * Chooses a VS Code, says which and why, and installs it if need be. What lies here already is preferred to
 * what would have to be fetched, so that a second start is quick and needs no network.
 * @returns {Promise<ChosenVSCode>}
 */
export async function chooseVSCode() {
  const own = findDesktopCode();
  if ('code' in own) return desktop(own.code, 'it is installed here');
  const mayDownload =
    hasDisplay() && (findDownloadedVersion() !== undefined || findCodeServer() === undefined);
  const downloaded = mayDownload ? await downloadDesktopCode() : undefined;
  if (downloaded !== undefined && 'code' in downloaded) return desktop(downloaded.code, own.reason);
  await ensureCodeServer();
  const reasons = [own.reason, ...(downloaded === undefined ? [] : [downloaded.reason])];
  say(`✓ VS Code: code-server, shown by a browser (${reasons.join('; ')})`);
  return { kind: 'code-server' };
}

/**
 * @param {import('./desktopCode.mjs').DesktopCode} code
 * @param {string} reason
 * @returns {ChosenVSCode}
 */
function desktop(code, reason) {
  say(`✓ VS Code: ${code.command}, ${code.version} (${reason})`);
  return { kind: 'desktop', code };
}
