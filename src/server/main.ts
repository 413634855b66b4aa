// The origin server's command line: `starling-server serve DIR`, `starling-server user …`.
import { join } from 'node:path';
import { defineCommand, runMain } from 'citty';
import { indexFolderFor } from '../engine/origin/openOrigin';
import { cacheFolder, defaultDataFolder } from './dataFolder';
import { orExplain } from './explaining';
import { serve, ServeError } from './serve';
import { userCommand } from './userCommand';

const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];

const serveCommand = defineCommand({
  meta: { name: 'serve', description: 'Serve the music below a folder to Starling and to Subsonic apps.' },
  args: {
    dir: { type: 'positional', description: 'The folder of music', required: true },
    host: { type: 'string', description: 'The address to listen on; 0.0.0.0 for all', default: '127.0.0.1' },
    port: { type: 'string', description: 'The port to listen on, 0 for any free one', default: '4533' },
    anonymous: {
      type: 'boolean',
      description: 'Ask nobody to log in (on 127.0.0.1 only)',
      default: false,
    },
    data: {
      type: 'string',
      description: 'Where users, playlists and stars are kept',
      default: defaultDataFolder(),
    },
    index: {
      type: 'string',
      description: 'Where to keep what is known of the music (default: a folder in the cache of the user)',
    },
    'trust-proxy': {
      type: 'string',
      description: 'The address of a proxy whose X-Forwarded-For is believed (also a range or a list)',
    },
    'swarm-port': {
      type: 'string',
      description: 'Where players find their peers, 0 for any free one (default: the next port)',
    },
    swarm: {
      type: 'boolean',
      description: 'Let players get tracks from one another too (--no-swarm: not)',
      default: true,
    },
    'log-level': { type: 'string', description: LEVELS.join(', '), default: 'info' },
    delay: { type: 'string', description: 'Milliseconds added before each answer, for trials', default: '0' },
  },
  run: ({ args }) =>
    orExplain(() =>
      serve({
        folder: args.dir,
        indexFolder: args.index ?? indexFolderFor(args.dir, join(cacheFolder(), 'starling')),
        dataFolder: args.data,
        host: args.host,
        port: wholeNumber('--port', args.port),
        isAnonymous: args.anonymous,
        swarmPort: args.swarm ? swarmPort(args['swarm-port'], args.port) : null,
        delayMs: wholeNumber('--delay', args.delay),
        logLevel: level(args['log-level']),
        ...(args['trust-proxy'] === undefined ? {} : { trustedProxies: args['trust-proxy'] }),
      }),
    ),
});

function wholeNumber(flag: string, text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value > 65_535)
    throw new ServeError(`${flag} takes a whole number from 0 to 65535, not “${text}”.`);
  return value;
}

function swarmPort(text: string | undefined, port: string): number {
  if (text !== undefined) return wholeNumber('--swarm-port', text);
  const next = wholeNumber('--port', port) + 1;
  return next === 1 || next > 65_535 ? 0 : next;
}

function level(text: string): string {
  if (!LEVELS.includes(text)) throw new ServeError(`--log-level takes one of ${LEVELS.join(', ')}.`);
  return text;
}

void runMain(
  defineCommand({
    meta: { name: 'starling-server', description: 'The Starling origin server.' },
    subCommands: { serve: serveCommand, user: userCommand },
  }),
);
