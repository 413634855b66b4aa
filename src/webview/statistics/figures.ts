import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { localDay } from '../../shared/localDay';
import type { LatencyFigures, SentBytes, Statistics } from '../../shared/statistics';
import { bytesText, percentText } from './words';

/** What was counted since the first play. */
export function figures(statistics: Statistics): TemplateResult {
  const { playedBytes, sent, plays, underruns, playsWithStutter, latency } = statistics;
  const all = playedBytes.cache + playedBytes.peers + playedBytes.origin;
  return html`<h2>Since the first play</h2>
    <table>
      <tbody>
        ${figure('Plays', String(plays))} ${figure('From the cache', shareText(playedBytes.cache, all))}
        ${playedBytes.peers === 0 ? nothing : figure('From peers', shareText(playedBytes.peers, all))}
        ${figure('From origins and folders', shareText(playedBytes.origin, all))}
        ${sent.totalBytes === 0 ? nothing : sentFigures(sent)}
        ${figure(
          'Ran dry',
          underruns === 0
            ? 'never'
            : `${underruns} × in ${percentText(playsWithStutter / Math.max(1, plays))} of plays`,
        )}
      </tbody>
    </table>
    ${
      latency.cached === null && latency.origin === null
        ? nothing
        : html`<h2>From click to sound</h2>
            <table>
              <thead>
                <tr>
                  <th scope="col">Source</th>
                  <th scope="col" class="number">Half of plays</th>
                  <th scope="col" class="number">99 %</th>
                </tr>
              </thead>
              <tbody>
                ${latencyRow('Cache alone', latency.cached)} ${latencyRow('Others', latency.origin)}
              </tbody>
            </table>`
    }`;
}

function figure(name: string, value: string): TemplateResult {
  return html`<tr>
    <th scope="row">${name}</th>
    <td class="number">${value}</td>
  </tr>`;
}

function latencyRow(name: string, latency: LatencyFigures | null): TemplateResult | typeof nothing {
  if (latency === null) return nothing;
  return html`<tr>
    <th scope="row">${name}</th>
    <td class="number">${Math.round(latency.p50Ms)} ms</td>
    <td class="number">${Math.round(latency.p99Ms)} ms</td>
  </tr>`;
}

function sentFigures({ totalBytes, day, dayBytes }: SentBytes): readonly TemplateResult[] {
  const todayBytes = day === localDay(Date.now()) ? dayBytes : 0;
  return [
    figure('Sent to others today', bytesText(todayBytes)),
    figure('Sent to others in all', bytesText(totalBytes)),
  ];
}

function shareText(bytes: number, all: number): string {
  return all === 0 ? bytesText(0) : `${bytesText(bytes)} (${percentText(bytes / all)})`;
}
