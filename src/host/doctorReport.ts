// What Doctor prints, as Markdown. It is made to be copied into an issue: no secrets, and the home folder is `~`. Every
// fact is a line of its own, so that two reports can be compared.
import type { PeersChoice, PeersReport } from '../shared/peerSettings';
import type { EngineReport, OriginReport, PageReport, ProbedCodec } from '../shared/report';
import { withoutSecrets } from '../shared/redact';
import type { BytesBySource, LatencyFigures, Statistics } from '../shared/statistics';

/** All that Doctor has found out. */
export interface DoctorFacts {
  readonly extensionVersion: string;
  readonly protocol: number;
  readonly vsCodeVersion: string;
  /** The Node of the extension host. */
  readonly nodeVersion: string;
  readonly os: string;
  readonly socketKind: string;
  readonly storageFolder: string;
  readonly homeFolder: string;
  /** What the listener has decided about peers. */
  readonly peersChoice: PeersChoice;
  /** Null where the engine didn't answer. */
  readonly engine: EngineReport | null;
  /** Null where no page is open in this window; `silent` where one is that didn't answer. */
  readonly page: PageReport | 'silent' | null;
}

const MIB = 1024 * 1024;
const CODEC_NAMES: Readonly<Record<ProbedCodec, string>> = {
  mp3: 'MP3',
  vorbis: 'Vorbis',
  opus: 'Opus',
  flac: 'FLAC',
  aac: 'AAC',
  pcm: 'WAV',
};

/** The report. */
export function doctorReport(facts: DoctorFacts): string {
  const { engine, page } = facts;
  const sections = [
    ['Versions', versionLines(facts)],
    ['Engine', engineLines(facts)],
    ['Sound in this window', pageLines(page)],
    ['Music', engine === null ? [] : musicLines(engine)],
    ['Peers', engine === null ? [] : peerLines(engine, facts.peersChoice)],
    ['Cache', engine === null ? [] : cacheLines(engine)],
    ['Statistics', engine === null ? [] : statisticsLines(engine.statistics)],
    ['Latest problems', engine === null ? [] : problemLines(engine)],
  ] as const;
  const text = sections
    .filter(([, lines]) => lines.length > 0)
    .map(([title, lines]) => [`## ${title}`, '', ...lines.map((line) => `- ${oneLine(line)}`)].join('\n'))
    .join('\n\n');
  return `# Starling Doctor\n\n${shortenHome(withoutSecrets(text), facts.homeFolder)}\n`;
}

function versionLines(facts: DoctorFacts): readonly string[] {
  return [
    `Starling ${facts.extensionVersion}, protocol ${facts.protocol}`,
    `VS Code ${facts.vsCodeVersion}, Node ${facts.nodeVersion}`,
    `OS: ${facts.os}`,
  ];
}

function engineLines({ engine, socketKind, storageFolder }: DoctorFacts): readonly string[] {
  const place = [`Socket: ${socketKind}`, `Storage folder: ${storageFolder}`];
  if (engine === null)
    return ['It does not answer. Reload the window; the log “Starling” says more.', ...place];
  const { pid, uptimeSeconds, memoryBytes, nodeVersion } = engine.process;
  return [
    `Process ${pid}, up for ${duration(uptimeSeconds)}, ${mib(memoryBytes)}, Node ${nodeVersion}`,
    `Windows: ${engine.windows}`,
    ...place,
  ];
}

function pageLines(page: DoctorFacts['page']): readonly string[] {
  if (page === null)
    return ['The player view is not open here: open it, and run Doctor again to see its codecs.'];
  if (page === 'silent') return ['The player view does not answer. Run “Developer: Reload Webviews”.'];
  const codecs = Object.entries(CODEC_NAMES).map(([codec, name]) => {
    const isThere = page.codecs[codec as ProbedCodec];
    return {
      isThere,
      name: codec === 'opus' && !isThere ? `${name} (Starling has a decoder of its own)` : name,
    };
  });
  const named = (isThere: boolean): string =>
    codecs
      .filter((each) => each.isThere === isThere)
      .map(({ name }) => name)
      .join(', ') || 'none';
  return [
    `Sound is ${page.isUnlocked ? 'unlocked' : 'locked: one click in the player view unlocks it'}`,
    `The browser decodes: ${named(true)}`,
    `The browser does not decode: ${named(false)}`,
  ];
}

function musicLines({ origins, queuedTracks }: EngineReport): readonly string[] {
  return [
    ...(origins.length === 0 ? ['No folder and no server'] : origins.map(originText)),
    `Tracks in the queue: ${queuedTracks}`,
  ];
}

function originText({ kind, name, tracks }: OriginReport): string {
  const found = tracks === null ? 'nothing heard of it yet' : `${tracks} tracks`;
  return `The ${kind === 'folder' ? 'folder' : 'server'} ${name}: ${found}`;
}

const PEERS_STATES: Readonly<Record<Exclude<PeersReport['state'], 'off'>, string>> = {
  waiting: 'Waiting for the first sound',
  none: 'No server that is used has a swarm',
  joining: 'Being looked for',
  joined: 'There',
  failed: 'They can not be reached',
};

/** Why they aren't used. */
const UNUSED: Readonly<Record<PeersChoice, string>> = {
  ask: 'Not used: you have not decided yet. The player asks where a server has a swarm; until then nothing is shared',
  off: 'Not used: the setting starling.peers.enabled is “off”',
  on: 'Not used yet: the engine has not heard of the setting',
};

function peerLines({ peers }: EngineReport, choice: PeersChoice): readonly string[] {
  if (peers === null) return [];
  const { state, problem, connected, receivedBytes, sentBytes, upload, offences, lacking } = peers;
  if (state === 'off') return [UNUSED[choice]];
  const figures = [
    `Connected: ${connected}`,
    `Since the engine started: ${mib(receivedBytes)} came from them, ${mib(sentBytes)} went to them`,
    `Going out now: ${upload === null ? 'nothing' : `${kib(upload.bytesPerSecond)}/s to ${upload.peers}`}`,
    `Caught at what no honest one does: ${offences}`,
    ...(lacking === null
      ? []
      : [`Only those that can be reached directly, as WebRTC can not be loaded: ${lacking}`]),
  ];
  return [
    problem === null ? PEERS_STATES[state] : `${PEERS_STATES[state]}: ${problem}`,
    ...(state === 'joined' ? figures : []),
  ];
}

function cacheLines({ cache }: EngineReport): readonly string[] {
  const { heldBytes, capBytes, headBytes, offlineBytes, contents, damagedBlocks } = cache;
  return [
    `Held: ${mib(heldBytes)} of at most ${mib(capBytes)}, ${mib(headBytes)} of it heads`,
    `Kept offline: ${mib(offlineBytes)}`,
    `Contents: ${contents}`,
    `Damaged blocks found since the engine started: ${damagedBlocks}`,
  ];
}

function statisticsLines(statistics: Statistics): readonly string[] {
  const { playedBytes, prefetchedBytes, sent, plays, underruns, playsWithStutter, latency } = statistics;
  return [
    `Plays: ${plays}, ${playsWithStutter} of them with a stutter; underruns: ${underruns}`,
    `First sound, cached: ${latencyText(latency.cached)}`,
    `First sound, from the origin: ${latencyText(latency.origin)}`,
    `Played: ${bySource(playedBytes)}`,
    `Sent to others: ${mib(sent.totalBytes)}${sent.day === '' ? '' : `, ${mib(sent.dayBytes)} of it on ${sent.day}, the latest such day`}`,
    `Prefetched: ${mib(prefetchedBytes.origin)} from the origin, ${mib(prefetchedBytes.peers)} from peers`,
  ];
}

function bySource({ cache, origin, peers }: BytesBySource): string {
  return `${mib(cache)} from the cache, ${mib(origin)} from the origin, ${mib(peers)} from peers`;
}

function latencyText(figures: LatencyFigures | null): string {
  if (figures === null) return 'nothing yet';
  return `p50 ${figures.p50Ms} ms, p99 ${figures.p99Ms} ms (${figures.plays})`;
}

function problemLines({ problems }: EngineReport): readonly string[] {
  if (problems.length === 0) return ['None since the engine started.'];
  return problems.map(({ secondsAgo, text }) => `${duration(secondsAgo)} ago: ${text}`);
}

function kib(bytes: number): string {
  return `${Math.round(bytes / 1024)} KiB`;
}

function mib(bytes: number): string {
  return `${(bytes / MIB).toFixed(1)} MiB`;
}

function duration(seconds: number): string {
  if (seconds < 60) return `${Math.round(seconds)} s`;
  if (seconds < 3_600) return `${Math.round(seconds / 60)} min`;
  return `${(seconds / 3_600).toFixed(1)} h`;
}

/** Titles and file names are foreign text: a line break in one must not look like a line of the report. */
function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ');
}

function shortenHome(text: string, homeFolder: string): string {
  return homeFolder.length > 1 ? text.replaceAll(homeFolder, '~') : text;
}
