// Names as nobody should give them to their tracks, and somebody will. Each is to be inert, clipped and readable wherever it shows.

/** A name in a catalogue, and what it tries. */
export interface HostileName {
  readonly tries: string;
  readonly title: string;
  readonly artist: string;
  readonly album: string;
}

/** Set on the window by whatever runs that ought not to. */
export const OWNED = 'starlingIsOwned';

const SCRIPT = `window.${OWNED}=1;parent.postMessage('owned','*')`;

/** The names. The first of them is also hostile in its artist. */
export const HOSTILE_NAMES: readonly HostileName[] = [
  {
    tries: 'HTML',
    title: `<img src=x onerror="${SCRIPT}"><script>${SCRIPT}</script><b>bold</b> & co.`,
    artist: `"><svg onload="${SCRIPT}">`,
    album: `</title><style>*{display:none}</style>`,
  },
  {
    tries: 'Markdown and icons',
    title: '[Click me](command:workbench.action.closeWindow) **bold** `code` $(trash) $(sync~spin) | a | b |',
    artist: '![](https://example.invalid/pixel.png)',
    album: '# Heading',
  },
  {
    tries: 'directions',
    title: 'Invoice \u202e3pm.exe\u2066 and on',
    artist: '\u202eReverse',
    album: '\u2067Never closed',
  },
  { tries: 'length', title: 'Long '.repeat(2_000), artist: 'W'.repeat(10_000), album: 'Long' },
  {
    tries: 'lines',
    title: 'First line\nSecond line\r\n\tThird\u2028Fourth',
    artist: 'Two\nlines',
    album: 'Lines',
  },
  {
    tries: 'emoji and stacked marks',
    title: `👩‍👩‍👧‍👦🏳️‍🌈🇨🇭 Z${'\u0300\u0301\u0316\u0317'.repeat(40)}algo`,
    artist: '🎷'.repeat(300),
    album: '🎺',
  },
  { tries: 'right to left', title: 'שלום עולם (Live 2019)', artist: 'فيروز — Fairuz', album: 'שלום' },
  { tries: 'nothing to see', title: '\u200b\u3164', artist: '', album: '' },
  { tries: 'names of the language', title: '__proto__', artist: 'constructor', album: 'toString' },
];
