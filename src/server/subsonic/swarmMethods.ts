// Starling's own extension `starlingSwarm`, version 1 (docs/server.md): what the bytes of tracks are and how they sound, so that players
// can check them and get them from one another; and where the swarm is.
import { ANONYMOUS } from '../accounts/userBook';
import { inviteNode, isPeerId } from '../swarm/invitationAnswer';
import { notFound, SubsonicError, type Answer } from './answer';
import type { Method, Methods } from './call';
import { MOST_SWARM_TRACKS } from './limits';
import type { Song } from './musicView';

/** Methods of `starlingSwarm`. */
export const SWARM_METHODS: Methods<Method> = {
  getStarlingSwarm: ({ desk: { swarm, access }, account, parameters }) => {
    const peerId = parameters.required('peer');
    if (!isPeerId(peerId)) throw new SubsonicError('generic', 'Parameter “peer” takes a peer id.');
    const accountId = access === ANONYMOUS ? null : account.id;
    const invitation = swarm === null ? null : inviteNode(swarm, { accountId, peerId });
    if (invitation === null) return { starlingSwarm: { address: [] } };
    const { addresses, port, stunPort, ...others } = invitation;
    const address = addresses.map((value) => ({ value }));
    return {
      starlingSwarm: { address, ...others, port: port ?? undefined, stunPort: stunPort ?? undefined },
    };
  },
  getStarlingTracks: ({ view, parameters }) => {
    parameters.required('id');
    const ids = parameters.all('id');
    if (ids.length > MOST_SWARM_TRACKS)
      throw new SubsonicError('generic', `At most ${MOST_SWARM_TRACKS} tracks can be asked for at a time.`);
    const songs = ids.map((id) => view.songsById.get(id));
    if (!songs.every((song) => song !== undefined)) throw notFound('song');
    return { starlingTracks: { track: songs.map(trackEntry) } };
  },
};

/** Media info is JSON in a text, in XML too: it is read by the same program from either. */
function trackEntry({ id, track }: Song): Answer {
  const { revision, sizeBytes, contentId, mediaInfo } = track;
  return {
    ...{ id, revision, size: sizeBytes, contentId: contentId ?? undefined },
    mediaInfo: mediaInfo === null ? undefined : JSON.stringify(mediaInfo),
  };
}
