// A window's end of the engine: the real client, and what it was told.
import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import { EngineClient, type EngineClientOptions } from '../../src/host/engineClient';
import type { EngineMessage } from '../../src/shared/engineMessages';
import { EMPTY_SNAPSHOT, type Snapshot } from '../../src/shared/snapshot';

/** What may be different from a usual window. */
export type EngineWindowOptions = Partial<EngineClientOptions> & Pick<EngineClientOptions, 'storageFolder'>;

/** The built engine. */
export const ENGINE = resolve('dist/engine/engine.cjs');

/** A window without a view. */
export class EngineWindow {
  readonly windowId = randomUUID();
  readonly client: EngineClient;
  readonly messages: EngineMessage[] = [];
  readonly problems: string[] = [];
  /** How often an engine has welcomed it. */
  welcomes = 0;
  #changed: () => void = () => undefined;

  constructor(options: EngineWindowOptions) {
    this.client = new EngineClient({
      enginePath: ENGINE,
      version: '1.0.0',
      windowId: this.windowId,
      ...options,
      onMessage: (message) => {
        this.messages.push(message);
        this.#changed();
      },
      onConnected: () => {
        this.welcomes += 1;
        options.onConnected?.();
        this.#changed();
      },
      onProblem: (problem) => {
        this.problems.push(problem);
        this.#changed();
      },
    });
  }

  /** The state that it was told last. */
  get snapshot(): Snapshot {
    return this.messages.findLast((message) => message.type === 'snapshot')?.snapshot ?? EMPTY_SNAPSHOT;
  }

  /** Lines for the log that fit. */
  logged(pattern: RegExp): string[] {
    return this.messages.flatMap((message) =>
      message.type === 'log' && pattern.test(message.text) ? [message.text] : [],
    );
  }

  /** Waits until something is so; mocha's limit ends it. */
  async until(isSo: (window: this) => boolean): Promise<void> {
    while (!isSo(this)) await new Promise<void>((resolve) => (this.#changed = resolve));
  }

  /** Plays the first track of a folder, and says as its page would that it has sounded so far. */
  async sound(musicFolder: string, positionSeconds: number): Promise<void> {
    this.client.send({ type: 'settings', origins: [musicFolder], cacheCapBytes: null });
    this.client.send({ type: 'pageHere', isHere: true });
    this.client.send({ type: 'intent', intent: { kind: 'play' } });
    await this.until(({ snapshot }) => snapshot.current !== null);
    const playId = this.snapshot.current?.playId ?? '';
    this.client.send({ type: 'sound', playId, state: 'sounding', positionSeconds, latencyMs: 5 });
    await this.until(({ snapshot }) => snapshot.sound === 'sounding');
  }
}
