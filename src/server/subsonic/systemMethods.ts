// Methods about the server and the user: ping, license, extensions, scanning, roles.
import { ANONYMOUS } from '../accounts/userBook';
import { SubsonicError, type Answer } from './answer';
import type { Call, Method, Methods } from './call';

/** The extensions that are spoken. `starlingSwarm` is Starling's own (docs/server.md). */
const EXTENSIONS = ['formPost', 'apiKeyAuthentication', 'songLyrics', 'starlingSwarm'];

/** Clients ask for these before they log in. */
export const getOpenSubsonicExtensions = (): Answer => ({
  openSubsonicExtensions: EXTENSIONS.map((name) => ({ name, versions: [1] })),
});

/** Methods about server and user. */
export const SYSTEM_METHODS: Methods<Method> = {
  ping: () => ({}),
  getLicense: () => ({ license: { valid: true } }),
  getOpenSubsonicExtensions,
  getScanStatus: scanStatus,
  startScan: (call) => {
    call.desk.library.look();
    return scanStatus(call);
  },
  tokenInfo: ({ account }) => ({ tokenInfo: { username: account.name } }),
  getUser: (call) => ({ user: userAnswer(call) }),
};

function scanStatus({ desk: { library } }: Call): Answer {
  return { scanStatus: { scanning: library.isBusy, count: library.tracks.length } };
}

/** Users see themselves only; accounts are kept from the command line. */
function userAnswer({ account, parameters, desk }: Call): Answer {
  const asked = parameters.text('username') ?? account.name;
  if (desk.access !== ANONYMOUS && asked.toLowerCase() !== account.name.toLowerCase())
    throw new SubsonicError('notAllowed', 'You may only ask for yourself.');
  return {
    username: account.name,
    scrobblingEnabled: true,
    ...{ adminRole: false, settingsRole: false, uploadRole: false, coverArtRole: false, commentRole: false },
    ...{ podcastRole: false, jukeboxRole: false, shareRole: false, videoConversionRole: false },
    ...{ downloadRole: true, playlistRole: true, streamRole: true },
    folder: [1],
  };
}
