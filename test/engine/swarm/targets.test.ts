// Which of the addresses that others say are dialled, and told on.
import assert from 'node:assert/strict';
import { parseInvitation } from '../../../src/engine/origin/invitationFormat';
import { isLoopback, reachableFrom } from '../../../src/engine/swarm/loopback';
import { originTargetsOf, targetsOf } from '../../../src/engine/swarm/targets';

const PEER = '12D3KooWGBfKqPqNQ7xFPcDGxFzcVXmnFzvPJ6yRFzzQCoZW4XvT';
const OWN = [
  ...['/ip4/127.0.0.1/tcp/22', '/ip4/127.8.9.1/tcp/22/ws', '/ip4/0.0.0.0/tcp/22'],
  ...['/ip6/::1/tcp/22', '/ip6/0:0:0:0:0:0:0:1/tcp/22', '/ip6/::ffff:127.0.0.1/tcp/22', '/ip6/::/tcp/22'],
];
const OTHER = ['/ip4/10.0.0.7/tcp/4000', '/ip6/2001:db8::1/tcp/4000/ws', '/ip6/::1234/tcp/1'];

describe('Addresses', () => {
  it('of this machine are known by all their forms', () => {
    assert.deepEqual(OWN.filter(isLoopback), OWN);
    assert.deepEqual(OTHER.filter(isLoopback), []);
  });

  it('of this machine are told to, and believed of, nobody elsewhere', () => {
    assert.deepEqual(reachableFrom([...OWN, ...OTHER], { isHere: false }), OTHER);
    assert.deepEqual(reachableFrom([...OWN, ...OTHER], { isHere: true }), [...OWN, ...OTHER]);
  });

  it('of peers are dialled where they are of TCP or WebSockets, by number', () => {
    const said = [
      ...OWN,
      ...OTHER,
      '/dns4/evil.example/tcp/1',
      '/unix/tmp/socket',
      '/ip4/10.0.0.7/udp/1',
      'http://x',
      '',
    ];
    assert.equal(targetsOf(said, { peerId: PEER, isHere: true }).length, OWN.length + OTHER.length);
    assert.deepEqual(
      targetsOf([...said, `/ip4/10.0.0.8/tcp/1/p2p/${PEER}`], { peerId: PEER, isHere: false }).map(String),
      [...OTHER, '/ip4/10.0.0.8/tcp/1'].map((each) => `${each}/p2p/${PEER}`),
    );
  });

  it('of an origin are dialled by its name too, but not whatever else it says', () => {
    const said = ['/dns/music.example/tcp/4534', '/unix/tmp/socket', '/ip4/10.0.0.7/udp/1', 'noise'];
    assert.deepEqual(originTargetsOf(said, PEER).map(String), [`/dns/music.example/tcp/4534/p2p/${PEER}`]);
  });

  it('of an invitation are those that its sender may name', () => {
    const invitation = {
      ...{
        swarm: 'home',
        originKey: 'AAAA',
        originPeerId: PEER,
        credential: 'AAAA',
        countsForMs: 1,
        port: 4534,
      },
      addresses: ['/ip4/127.0.0.1/tcp/22', '/ip4/10.0.0.7/tcp/4534', '/dns4/evil.example/tcp/80'],
    };
    const from = (host: string): unknown => {
      const parsed = parseInvitation(invitation, new URL(`http://${host}/`));
      return parsed !== null && parsed !== 'malformed' ? parsed.addresses : parsed;
    };
    assert.deepEqual(from('music.example'), ['/dns/music.example/tcp/4534', '/ip4/10.0.0.7/tcp/4534']);
    assert.deepEqual(from('127.0.0.1'), [
      '/ip4/127.0.0.1/tcp/4534',
      '/ip4/127.0.0.1/tcp/22',
      '/ip4/10.0.0.7/tcp/4534',
    ]);
  });
});
