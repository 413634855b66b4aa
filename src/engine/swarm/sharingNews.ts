// What windows are told of sharing: whose members can be shared with, how much may go out, and what does. Bytes go out in bursts, a
// few seconds apart, as the others play: what is told is the mean of the last ten seconds, every five, so that it neither flickers
// nor lags. While nothing goes out nothing is measured.
import type { PeerSettings, Sharing, Upload } from '../../shared/peerSettings';
import { SERVING_PROFILES } from '../policy/servingLimits';
import type { Clock } from '../ports';

/** What goes out is told of so long after the first bytes of it, in milliseconds: a mean of less says nothing. */
const FIRST_TELL_MS = 1_000;
/** And then every so often, in milliseconds. */
const TELL_EVERY_MS = 5_000;
/** What has gone out within this time counts as going out now, in milliseconds: two bursts to a listener of 128 kbit/s. */
const SPAN_MS = 10_000;

/** What is told of sharing. */
export class SharingNews {
  readonly #clock: Clock;
  /** The bytes of each second of the clock, by peer. */
  readonly #sent = new Map<number, Map<string, number>>();
  /** When bytes went out first, after a while without any; null while there are none. */
  #sinceMs: number | null = null;
  #sharing: Sharing = { server: null, capBytesPerSecond: capOf(null), upload: null };
  #tell: (sharing: Sharing) => void = () => undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** What was told last. */
  get sharing(): Sharing {
    return this.#sharing;
  }

  /** Tells whenever it has changed. */
  onChange(listener: (sharing: Sharing) => void): void {
    this.#tell = listener;
  }

  /** The first server that has a swarm, by its name; null where none has. */
  offer(server: string | null): void {
    this.#change({ server });
  }

  /** What the listener allows. */
  allow(settings: PeerSettings): void {
    this.#change({ capBytesPerSecond: capOf(settings) });
  }

  /** Bytes have gone to a peer. */
  sent(peerId: string, bytes: number): void {
    const nowMs = this.#clock.nowMs();
    const second = Math.floor(nowMs / 1_000);
    const byPeer = this.#sent.get(second) ?? new Map<string, number>();
    this.#sent.set(second, byPeer.set(peerId, (byPeer.get(peerId) ?? 0) + bytes));
    if (this.#sinceMs !== null) return;
    this.#sinceMs = nowMs;
    this.#lookIn(FIRST_TELL_MS);
  }

  /** Nothing goes out any more: the swarm has been left. */
  leave(): void {
    this.#sent.clear();
    this.#change({ upload: null });
  }

  #lookIn(ms: number): void {
    this.#clock.wakeAt(this.#clock.nowMs() + ms, () => {
      this.#forget();
      const upload = this.#measure();
      if (upload === null) this.#sinceMs = null;
      else this.#lookIn(TELL_EVERY_MS);
      this.#change({ upload });
    });
  }

  #forget(): void {
    const from = (this.#clock.nowMs() - SPAN_MS) / 1_000;
    for (const second of this.#sent.keys()) if (second < from) this.#sent.delete(second);
  }

  #measure(): Upload | null {
    if (this.#sent.size === 0 || this.#sinceMs === null) return null;
    const spanMs = Math.min(SPAN_MS, this.#clock.nowMs() - this.#sinceMs);
    const sent = [...this.#sent.values()].flatMap((byPeer) => [...byPeer]);
    const bytes = sent.reduce((sum, [, each]) => sum + each, 0);
    const peers = new Set(sent.map(([peerId]) => peerId)).size;
    return { bytesPerSecond: Math.round((bytes * 1_000) / spanMs), peers };
  }

  #change(change: Partial<Sharing>): void {
    const sharing = { ...this.#sharing, ...change };
    if (JSON.stringify(sharing) === JSON.stringify(this.#sharing)) return;
    this.#sharing = sharing;
    this.#tell(sharing);
  }
}

/** The most that goes out, in bytes a second; 0 where nothing may. */
function capOf(settings: PeerSettings | null): number {
  if (settings?.isMetered === true) return 0;
  return settings?.uploadCapBytesPerSecond ?? SERVING_PROFILES.modern.capBytesPerSecond;
}
