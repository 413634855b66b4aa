import type { ReportWantedMessage } from '../shared/hostMessages';
import type { FromPageMessage } from '../shared/pageMessages';
import type { SeveralMessage, ToPageMessage } from '../shared/toPageMessages';

/** What the host may say. */
export type FromHost = ToPageMessage | ReportWantedMessage;

/** The page's one wire to its host. The pipeline knows this and not VS Code. */
export interface HostLink {
  readonly send: (message: FromPageMessage) => void;
  /** Hears every message from now on. Returns what stops it. */
  readonly onMessage: (listener: (message: FromHost) => void) => () => void;
}

/** What VS Code puts into every webview. */
interface VsCodeApi {
  postMessage(message: unknown): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

/** The wire of a VS Code webview. To be made once: VS Code refuses a second. */
export function vsCodeLink(): HostLink {
  const api = acquireVsCodeApi();
  return {
    send: (message) => {
      api.postMessage(message);
    },
    onMessage: (listener) => {
      const hear = (event: MessageEvent<unknown>): void => {
        for (const message of messagesOf(event.data)) listener(message);
      };
      window.addEventListener('message', hear);
      return () => {
        window.removeEventListener('message', hear);
      };
    },
  };
}

const TYPES = ['snapshot', 'mediaInfo', 'bytes', 'cover', 'found', 'sharing', 'reportWanted'] as const;

/** Other scripts of VS Code's frame post messages too; ours are told by their type. */
function messagesOf(data: unknown): readonly FromHost[] {
  if (isOfType<SeveralMessage>(data, 'several')) return data.messages;
  return isOfType<FromHost>(data, ...TYPES) ? [data] : [];
}

function isOfType<T extends { readonly type: string }>(
  data: unknown,
  ...types: readonly T['type'][]
): data is T {
  const type = typeof data === 'object' && data !== null && 'type' in data ? data.type : null;
  return types.some((each) => each === type);
}
