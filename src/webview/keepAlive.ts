// A silent, looping element that plays while music does: without one the system doesn't take the page for a player (Web Audio
// alone doesn't count), and shows neither title nor media keys. Longer than 5 s, as shorter ones don't count either (trial).
// It goes into a context, and there to nothing: with a stream to the loudspeakers of its own it would cost 1.2 % of a core.

const SECONDS = 6;
const RATE = 8_000;
const HEADER_BYTES = 44;
/** Silence in unsigned 8-bit samples. */
const SILENCE = 128;

/** The element. It stays silent and out of the document. */
export class KeepAlive {
  readonly #element = new Audio();
  /** Kept, for without it the element would find its own way to the loudspeakers. */
  #source: MediaElementAudioSourceNode | null = null;
  #isWanted = false;

  constructor() {
    this.#element.loop = true;
    this.#element.src = `data:audio/wav;base64,${btoa(silence())}`;
  }

  /** To be called in the first gesture: an element that never played in one stays locked. */
  unlock(context: AudioContext): void {
    this.#source ??= new MediaElementAudioSourceNode(context, { mediaElement: this.#element });
    this.#play();
  }

  /** Plays while music does. */
  follow(isSounding: boolean): void {
    if (isSounding === this.#isWanted) return;
    this.#isWanted = isSounding;
    if (isSounding) this.#play();
    else this.#element.pause();
  }

  /** Lets go of it. */
  dispose(): void {
    this.#element.pause();
    this.#element.removeAttribute('src');
  }

  #play(): void {
    this.#element.play().then(
      () => {
        if (!this.#isWanted) this.#element.pause();
      },
      () => undefined, // Survived: music plays all the same, only the system's player and the media keys don't know of it.
    );
  }
}

/** A WAV file of silence, one character a byte. */
function silence(): string {
  const samples = SECONDS * RATE;
  const file = new DataView(new ArrayBuffer(HEADER_BYTES));
  const text = (at: number, letters: string): void => {
    Array.from(letters).forEach((letter, index) => file.setUint8(at + index, letter.charCodeAt(0)));
  };
  text(0, 'RIFF');
  file.setUint32(4, HEADER_BYTES - 8 + samples, true);
  text(8, 'WAVEfmt ');
  file.setUint32(16, 16, true);
  file.setUint16(20, 1, true); // PCM
  file.setUint16(22, 1, true); // one channel
  file.setUint32(24, RATE, true);
  file.setUint32(28, RATE, true);
  file.setUint16(32, 1, true);
  file.setUint16(34, 8, true);
  text(36, 'data');
  file.setUint32(40, samples, true);
  const header = String.fromCharCode(...new Uint8Array(file.buffer));
  return header + String.fromCharCode(SILENCE).repeat(samples);
}
