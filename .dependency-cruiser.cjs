// The table of arrows of docs/ARCHITECTURE.md, checked. One rule a room: whatever it doesn't name is refused.

/** @param {string} name @param {string} from @param {string[]} may what `from` may import: regular expressions of paths */
const room = (name, from, may) => ({
  name,
  severity: 'error',
  comment: `${name} may import only: ${may.join(', ') || 'nothing'}`,
  from: { path: from },
  to: { pathNot: may },
});

const NODE =
  '^(node:)?(assert|buffer|child_process|crypto|dgram|dns|events|fs|http|https|module|net|os|path|perf_hooks|process|readline|stream|string_decoder|timers|tls|url|util|v8|worker_threads|zlib)(/|$)';
const PACKAGES = '^node_modules/';
const SHARED = '^src/shared/';
const POLICY = '^src/engine/policy/';
const SESSION = '^src/engine/session/';
const STATISTICS = '^src/engine/statistics/';
const SEARCH = '^src/engine/search/';
const LIBRARY = '^src/engine/library/';
const MANIFEST = '^src/engine/manifest/';
const ENGINE_FACE =
  '^src/engine/(ports|engine|fetcher|fetcherParts|blockNotes|blockReads|peerReads|proofs|blockCutter|blockStore|cacheEntry|clients|covers|coverStore|engineParts|engineReport|uploadCount|browses|mergedOrigin|originLink|origins|preparedPlays|recentProblems|searches|sleepWatch)\\.ts$';

module.exports = {
  forbidden: [
    room('shared', SHARED, [SHARED]),
    room('policy', POLICY, [POLICY, SHARED, '^node_modules/lru-cache/']),
    room('session', SESSION, [SESSION, POLICY, SHARED, '^node_modules/lru-cache/']),
    room('statistics', STATISTICS, [STATISTICS, SHARED, '^node_modules/hdr-histogram-js/']),
    room('search', SEARCH, [SEARCH, SHARED, '^node_modules/minisearch/']),
    room('library', LIBRARY, [LIBRARY, SHARED]),
    room('engine-face', ENGINE_FACE, [
      ENGINE_FACE,
      LIBRARY,
      POLICY,
      SEARCH,
      SESSION,
      STATISTICS,
      SHARED,
      '^node_modules/lru-cache/',
    ]),
    room('manifest', MANIFEST, [
      MANIFEST,
      SHARED,
      '^node_modules/(@ipld/dag-cbor|multiformats|music-metadata)/',
    ]),
    room('engine-adapters', '^src/engine/(cache|origin|swarm)/', [
      '^src/engine/(cache|origin|swarm|manifest)/',
      ENGINE_FACE,
      POLICY,
      SHARED,
      NODE,
      PACKAGES,
    ]),
    room(
      'engine-main',
      '^src/engine/(main|clientSocket|clientConnection|socketBinding|secret|warnings|hostMessages|snapshotFormat|sessionFile|systemClock)\\.ts$',
      ['^src/engine/', SHARED, NODE, PACKAGES],
    ),
    room('host', '^src/host/', [
      '^src/host/',
      SHARED,
      NODE,
      '^vscode$',
      '^node_modules/(compare-versions|valibot|@types/vscode)/',
    ]),
    room('extension', '^src/extension\\.ts$', [
      '^src/host/',
      SHARED,
      NODE,
      '^vscode$',
      '^node_modules/@types/vscode/',
    ]),
    room('webview', '^src/webview/', ['^src/webview/', SHARED, PACKAGES]),
    room('server', '^src/server/', [
      '^src/server/',
      POLICY,
      LIBRARY,
      SEARCH,
      MANIFEST,
      '^src/engine/(origin|swarm)/',
      '^src/engine/(ports|systemClock)\\.ts$',
      SHARED,
      NODE,
      PACKAGES,
    ]),
    room('peer', '^src/peer/', ['^src/peer/', '^src/engine/', SHARED, NODE, PACKAGES]),
    room('sim', '^src/sim/', ['^src/sim/', POLICY, SESSION, SHARED]),
    room('demo', '^src/demo/', ['^src/demo/', SHARED, NODE, PACKAGES]),
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-vscode-outside-host',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(host/|extension\\.ts$)' },
      to: { path: '^vscode$' },
    },
    {
      name: 'no-tests-in-product',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(test|scripts|bench)/' },
    },
    {
      name: 'not-to-unresolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^vscode$' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig/page.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
