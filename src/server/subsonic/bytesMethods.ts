// Methods that answer with bytes: songs as they lie on the disk, whatever format or bitrate is asked for (there is no transcoding), and
// pictures.
import { posix } from 'node:path';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { sendCover } from '../coverAnswer';
import { sendTrack } from '../trackAnswer';
import { notFound } from './answer';
import { songOf } from './browsingMethods';
import type { BytesMethod, Call, Methods } from './call';
import { LARGEST_COVER_PIXELS } from './limits';
import type { Folder, Song } from './musicView';
import { findPlaylist, songsOf } from './playlistMethods';

/** Methods that answer with bytes. */
export const BYTES_METHODS: Methods<BytesMethod> = {
  stream: (call, request, reply) => sendSong(call, request, reply),
  download: (call, request, reply) => {
    const { file } = songOf(call);
    return sendSong(call, request, reply.header('content-disposition', attached(posix.basename(file.name))));
  },
  getCoverArt: async (call, request, reply) => {
    // A size is checked, and then there is one size only.
    call.parameters.whole('size', { least: 1, most: LARGEST_COVER_PIXELS, fallback: LARGEST_COVER_PIXELS });
    const picture = await call.desk.artwork.of(await songsBehind(call));
    if (picture === null) throw notFound('cover');
    return sendCover(picture, request, reply);
  },
};

function sendSong(call: Call, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { id, file } = songOf(call);
  return sendTrack({ library: call.desk.library, trackId: id, file }, request, reply);
}

/** The songs whose picture is meant. @throws {SubsonicError} when there is nothing of this id. */
async function songsBehind(call: Call): Promise<Iterable<Song>> {
  const { view, parameters } = call;
  const id = parameters.required('id');
  const [song, album, artist] = [view.songsById.get(id), view.albumsById.get(id), view.artistsById.get(id)];
  if (song !== undefined) return [song];
  if (album !== undefined) return album.songs;
  if (artist !== undefined) return artist.albums.flatMap(({ songs }) => songs.slice(0, 1));
  const folder = view.foldersById.get(id);
  if (folder !== undefined) return songsBelow(folder);
  const { playlist } = await findPlaylist(call, 'id');
  return songsOf(playlist, view);
}

function* songsBelow({ songs, folders }: Folder): Generator<Song> {
  yield* songs;
  for (const folder of folders) yield* songsBelow(folder);
}

/** RFC 6266: a plain name for old programs, the real one for others. */
function attached(name: string): string {
  const plain = name.replace(/[^\x20-\x7e]|["\\%]/g, '_');
  const coded = encodeURIComponent(name.replace(/\p{Surrogate}/gu, '_')).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${coded}`;
}
