// What is asked of the engine or the page now and then, and answered by a message of its own: reports for Doctor, whether all data is
// deleted, and what there is at an address.
import { randomUUID } from 'node:crypto';
import type { Login, ProbedServer } from '../shared/login';
import type { DataDeletedMessage, EngineReportMessage, ServerProbedMessage } from '../shared/engineMessages';
import type { DeleteDataMessage, ProbeServerMessage, ReportWantedMessage } from '../shared/hostMessages';
import type { PageReportMessage } from '../shared/pageMessages';
import type { EngineReport, PageReport } from '../shared/report';
import { Awaited } from './awaited';

/** Who is asked. */
export interface Asked {
  readonly tellEngine: (message: ReportWantedMessage | DeleteDataMessage | ProbeServerMessage) => void;
  /** False where there is no page. */
  readonly tellPage: (message: ReportWantedMessage) => boolean;
}

/** How long Doctor waits for an answer, in milliseconds: an engine that has to be started first takes a second or two. */
const REPORT_LIMIT_MS = 10_000;
/** How long deleting may take, in milliseconds: a cache of gigabytes is many files. */
const DELETE_LIMIT_MS = 60_000;
/** How long trying an address may take, in milliseconds: the engine gives a server 15 s, and may have to be started first. */
const PROBE_LIMIT_MS = 30_000;

/** Questions of this window. */
export class Questions {
  readonly #asked: Asked;
  readonly #engineReport = new Awaited<EngineReport>(REPORT_LIMIT_MS);
  readonly #pageReport = new Awaited<PageReport>(REPORT_LIMIT_MS);
  readonly #deleted = new Awaited<{ readonly problem: string | null }>(DELETE_LIMIT_MS);

  readonly #probed = new Map<string, Awaited<ProbedServer>>();

  constructor(asked: Asked) {
    this.#asked = asked;
  }

  /** What the engine says of itself, or null where it doesn't answer. */
  engineReport(): Promise<EngineReport | null> {
    const report = this.#engineReport.next();
    this.#asked.tellEngine({ type: 'reportWanted' });
    return report;
  }

  /** What this window's page says of itself; null where there is none, `silent` where it doesn't answer. */
  async pageReport(): Promise<PageReport | 'silent' | null> {
    const report = this.#pageReport.next();
    if (!this.#asked.tellPage({ type: 'reportWanted' })) return null;
    return (await report) ?? 'silent';
  }

  /** Has the engine delete what it keeps. A sentence about what couldn't be, or null. */
  async deleteData(): Promise<string | null> {
    const deleted = this.#deleted.next();
    this.#asked.tellEngine({ type: 'deleteData' });
    const answer = await deleted;
    return answer === null
      ? "Starling's engine does not answer. Reload this window, and try again."
      : answer.problem;
  }

  /** Has the engine try an address as it was typed, with a login or without. */
  async probeServer(address: string, login: Login | null): Promise<ProbedServer> {
    const probeId = randomUUID();
    const awaited = new Awaited<ProbedServer>(PROBE_LIMIT_MS);
    this.#probed.set(probeId, awaited);
    const answer = awaited.next();
    this.#asked.tellEngine({ type: 'probeServer', probeId, address, login });
    const probed = await answer;
    this.#probed.delete(probeId);
    return (
      probed ?? {
        kind: 'wrong',
        wrong: "Starling's engine does not answer. Reload this window, and try again.",
      }
    );
  }

  /** An answer has come. */
  give(message: EngineReportMessage | PageReportMessage | DataDeletedMessage | ServerProbedMessage): void {
    if (message.type === 'serverProbed') this.#probed.get(message.probeId)?.give(message.probed);
    else if (message.type === 'engineReport') this.#engineReport.give(message.report);
    else if (message.type === 'pageReport') this.#pageReport.give(message.report);
    else this.#deleted.give({ problem: message.problem });
  }
}
