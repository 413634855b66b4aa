import type { EngineMessage, LogMessage } from '../shared/engineMessages';
import type { ProblemReport } from '../shared/report';
import type { Clock } from './ports';
import { RecentProblems } from './recentProblems';

/** One attached host: where to send, and the page of it that may sound. */
export interface Client {
  /** Names the window for as long as it is open. */
  readonly windowId: string;
  send(message: EngineMessage): void;
}

/** The clients that are attached. */
export class Clients {
  readonly #clients = new Set<Client>();
  readonly #problems: RecentProblems;

  constructor(clock: Pick<Clock, 'nowMs'>) {
    this.#problems = new RecentProblems(clock);
  }

  /** How many there are. */
  get count(): number {
    return this.#clients.size;
  }

  /** The latest warnings and errors, oldest first. */
  get problems(): readonly ProblemReport[] {
    return this.#problems.report;
  }

  /** Takes a client in. */
  add(client: Client): void {
    this.#clients.add(client);
  }

  /** Lets a client go. */
  remove(client: Client): void {
    this.#clients.delete(client);
  }

  /** The client of a window, or null. */
  ofWindow(windowId: string | null): Client | null {
    return [...this.#clients].find((client) => client.windowId === windowId) ?? null;
  }

  /** Sends to every client. */
  tellAll(message: EngineMessage): void {
    for (const client of this.#clients) client.send(message);
  }

  /** Writes a line to the log of every window. */
  log(level: LogMessage['level'], text: string): void {
    if (level !== 'info') this.#problems.add(text);
    this.tellAll({ type: 'log', level, text });
  }
}
