// What a method of the API is given, and what it is.
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { MusicLibrary } from '../../engine/origin/musicLibrary/musicLibrary';
import type { Access } from '../access';
import type { Account } from '../accounts/accounts';
import type { SwarmService } from '../swarm/swarmService';
import type { Answer } from './answer';
import type { Artwork } from './artwork';
import type { MusicView } from './musicView';
import type { Parameters } from './parameters';
import type { SongSearch } from './songSearch';
import type { StateStore } from './stateStore';
import type { UserState } from './userState';

/** What all methods have in common. */
export interface Desk {
  readonly library: MusicLibrary;
  readonly access: Access;
  readonly states: StateStore;
  /** Null where there is none. */
  readonly swarm: SwarmService | null;
  readonly artwork: Artwork;
  readonly search: SongSearch;
}

/** One call of a method. */
export interface Call {
  readonly desk: Desk;
  readonly account: Account;
  readonly parameters: Parameters;
  /** The library as it is now. */
  readonly view: MusicView;
  /** The user's state as it is now. */
  readonly state: UserState;
}

/** Answers a call with values. */
export type Method = (call: Call) => Answer | Promise<Answer>;

/** Answers a call with bytes. */
export type BytesMethod = (call: Call, request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>;

/** Methods by their names. */
export type Methods<Kind> = Readonly<Record<string, Kind>>;
