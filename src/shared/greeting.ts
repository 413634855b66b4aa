// How a window and an engine meet, before anything else is said: proof of a secret (where the socket can be taken by others),
// then `hello` and `welcome`, then a hand-over where the window is of a newer version.
//
//   engine → window  challenge        only on named pipes
//   window → engine  answer           proves the secret, and challenges back
//   engine → window  proof
//   window → engine  hello
//   engine → window  welcome
//   window → engine  handOver         a newer window to an older engine, which tells its other windows `superseded` and ends
//
// Every version must be able to read these from every other: they may gain properties, and never lose or change one.

/** The versions of the protocol that somebody speaks, both ends included. */
export interface ProtocolRange {
  readonly oldest: number;
  readonly newest: number;
}

/** The versions of the protocol (pageMessages.ts, hostMessages.ts, engineMessages.ts) that are spoken here. */
export const PROTOCOLS: ProtocolRange = { oldest: 7, newest: 7 };

/** Whether there is a version of the protocol that both speak. */
export function canSpeak(one: ProtocolRange, other: ProtocolRange): boolean {
  return one.oldest <= other.newest && other.oldest <= one.newest;
}

/** The engine's number for the window to prove the secret by, used once. */
export interface ChallengeMessage {
  readonly type: 'challenge';
  readonly nonce: string;
}

/** The window's proof, and its own number for the engine. */
export interface AnswerMessage {
  readonly type: 'answer';
  readonly nonce: string;
  /** HMAC-SHA-256 of `provenText('window', …)`, in hexadecimal. */
  readonly proof: string;
}

/** The engine's proof: HMAC-SHA-256 of `provenText('engine', …)`, in hexadecimal. */
export interface ProofMessage {
  readonly type: 'proof';
  readonly proof: string;
}

/** What a window says of itself. */
export interface HelloMessage {
  readonly type: 'hello';
  readonly protocols: ProtocolRange;
  /** The version of its extension. */
  readonly version: string;
  /** Names this window for as long as it is open. */
  readonly windowId: string;
}

/** The engine's answer to `hello`. Where no protocol is common nothing follows. */
export interface WelcomeMessage {
  readonly type: 'welcome';
  readonly protocols: ProtocolRange;
  /** The version of the extension that it came with. */
  readonly version: string;
}

/** A window of a newer version asks the engine to save what there is, let go of folder and socket, and end. */
export interface HandOverMessage {
  readonly type: 'handOver';
  /** The version that takes over. */
  readonly version: string;
}

/** The engine gives way to a newer version: this window must be reloaded to go on. */
export interface SupersededMessage {
  readonly type: 'superseded';
  /** The version that takes over. */
  readonly version: string;
}

/** The engine can't do its work and ends; `message` is a clause that says why. */
export interface UnableMessage {
  readonly type: 'unable';
  readonly message: string;
}

/** What an engine says before a window is let in, or when it ends. */
export type GreetingOfEngine =
  ChallengeMessage | ProofMessage | WelcomeMessage | SupersededMessage | UnableMessage;

/** The numbers of a proof, each used once: who replays an old proof has the wrong ones. */
export interface Nonces {
  readonly engine: string;
  readonly window: string;
}

/** What is authenticated by a proof. It names its maker, so that a proof can't be sent back as one's own. Source: ISO/IEC 9798-4, mechanism 4. */
export function provenText(maker: 'engine' | 'window', { engine, window }: Nonces): string {
  return `starling ${maker} ${engine} ${window}`;
}

/** The length of the secret in bytes: as long as the hash of the proofs. */
export const SECRET_BYTES = 32;
/** The secret's file in the extension's globalStorage folder: its bytes in hexadecimal. */
export const SECRET_FILE = 'engine.secret';

/** Whether this is the text of a secret's file, whole. */
export function isSecretText(text: string): boolean {
  return text.length === 2 * SECRET_BYTES && /^[0-9a-f]+$/.test(text);
}
