// Why a server can't be reached, as a clause for the listener. A certificate that nobody vouches for is named: whose it is and who has signed
// it, so that the listener can tell his own server from somebody else's, and what to do about it.
import { connect, type PeerCertificate } from 'node:tls';
import { OriginError } from '../ports';

/** How long a certificate is waited for, in milliseconds. */
const CERTIFICATE_MS = 5_000;
/** The longest name in a certificate that is shown, in characters. */
const LONGEST_NAME = 100;

/** What is wrong with certificates, by the codes of OpenSSL and node:tls. */
const UNTRUSTED: Readonly<Record<string, string>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: 'it is signed by nobody but itself',
  SELF_SIGNED_CERT_IN_CHAIN: 'it is signed by somebody whom this machine does not trust',
  UNABLE_TO_GET_ISSUER_CERT: 'who has signed it is not known here',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'who has signed it is not known here',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    'who has signed it is not known here, or the server leaves out what leads there',
};
const TRUST =
  'Have the system trust it, or start VS Code with NODE_EXTRA_CA_CERTS=FILE, then close all its windows for 10 s';

/** What an error of node:http at `url` means. */
export async function unreachable(error: unknown, url: URL): Promise<OriginError> {
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
  const about = { isFinal: false, cause: error };
  const reason = UNTRUSTED[code];
  if (reason !== undefined)
    return new OriginError(
      `its certificate${await certificateAt(url)} can't be trusted: ${reason}. ${TRUST}`,
      about,
    );
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return new OriginError(
      `its certificate${await certificateAt(url)} is for other names than ${clip(url.hostname)}. Use the name that it is for`,
      about,
    );
  if (code === 'CERT_HAS_EXPIRED' || code === 'CERT_NOT_YET_VALID')
    return new OriginError(
      `its certificate${await certificateAt(url)} ${code === 'CERT_HAS_EXPIRED' ? 'has run out' : "isn't valid yet"}. Have it renewed, or put this machine's clock right`,
      about,
    );
  if (code === 'EPROTO' && url.protocol === 'https:')
    return new OriginError(
      'it does not speak TLS as expected (EPROTO). Perhaps the address begins with http://',
      about,
    );
  return new OriginError(`the origin can't be reached${code === '' ? '' : ` (${code})`}`, about);
}

/** Names the certificate that is shown there, or nothing where none can be had. Nothing is sent to whom it can't be trusted of. */
function certificateAt({ hostname, port }: URL): Promise<string> {
  return new Promise((resolve) => {
    const host = hostname.replace(/^\[|\]$/g, '');
    const socket = connect({
      ...{ host, port: port === '' ? 443 : Number(port), rejectUnauthorized: false },
      ...(/^[\d.]+$|:/.test(host) ? {} : { servername: host }),
      timeout: CERTIFICATE_MS,
    });
    const end = (text: string): void => {
      socket.destroy();
      resolve(text);
    };
    socket.once('secureConnect', () => {
      const {
        subject,
        issuer,
        valid_to: until,
        fingerprint256: print,
      } = socket.getPeerCertificate() as Partial<PeerCertificate>;
      const [of, by] = [subject, issuer].map((name) => clip(String(name?.CN ?? name?.O ?? 'nobody named')));
      end(
        ` (of “${of}”, signed by “${by}”, valid until ${clip(until ?? 'nobody knows when')}, SHA-256 ${clip(print ?? 'unknown').slice(0, 23)}…)`,
      );
    });
    socket.once('error', () => end('')); // It can't be had: the error that was there before is told without it.
    socket.once('timeout', () => end(''));
  });
}

/** Names are hostile text. */
function clip(text: string): string {
  return text.replace(/[^\p{L}\p{N}\p{P}\p{S} ]/gu, '').slice(0, LONGEST_NAME);
}
