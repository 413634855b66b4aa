// What `npm test` runs, in this order, and how long each may take: several times what it takes on two busy
// cores.

/**
 * @typedef {object} Runner
 * @property {string} name
 * @property {string} about
 * @property {number} limitMinutes then it is killed and counts as failed
 * @property {readonly string[]} files patterns of built test files; none for a plain command
 * @property {number} timeoutMs of one test
 * @property {boolean} [needsCodeServer]
 */

/** @type {readonly Runner[]} */
export const RUNNERS = [
  {
    name: 'check',
    about: 'types, rules, arrows between rooms, unused code, format',
    limitMinutes: 12,
    files: [],
    timeoutMs: 0,
  },
  { name: 'build', about: 'the products and the tests', limitMinutes: 3, files: [], timeoutMs: 0 },
  {
    name: 'unit',
    about: 'in Node',
    limitMinutes: 12,
    files: ['out/test/{shared,engine,server,demo,host,fixtures,webview/decoding}/**/*.test.cjs'],
    timeoutMs: 10_000,
  },
  {
    name: 'swarm',
    about: 'an origin and its listeners, who have real nodes of libp2p',
    limitMinutes: 15,
    files: ['out/test/peer/**/*.test.cjs'],
    timeoutMs: 60_000,
  },
  {
    name: 'page',
    about: 'the page in a Chromium, with sound',
    limitMinutes: 20,
    files: ['out/test/webview/*.test.cjs'],
    timeoutMs: 60_000,
  },
  {
    name: 'extension',
    about: 'the extension in a VS Code',
    limitMinutes: 15,
    files: ['out/test/extension/*.test.cjs'],
    timeoutMs: 180_000,
    needsCodeServer: true,
  },
  {
    name: 'start',
    about: 'npm start, from outside',
    limitMinutes: 15,
    files: ['out/test/start/*.test.cjs'],
    timeoutMs: 240_000,
    needsCodeServer: true,
  },
];
