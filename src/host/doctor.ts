// The command “Starling: Doctor”: a read-only document that says what matters, to be copied.
import { arch, homedir, release } from 'node:os';
import * as vscode from 'vscode';
import { PROTOCOLS } from '../shared/greeting';
import type { PeersChoice } from '../shared/peerSettings';
import { doctorReport } from './doctorReport';
import type { Questions } from './questions';

/** What Doctor looks at. */
export interface DoctorOptions {
  readonly extensionVersion: string;
  readonly storageFolder: string;
  readonly questions: Pick<Questions, 'engineReport' | 'pageReport'>;
  /** Reads what the listener has decided about peers. */
  readonly peersChoice: () => PeersChoice;
}

const SCHEME = 'starling-doctor';
const DOCUMENT = vscode.Uri.from({ scheme: SCHEME, path: '/Starling Doctor.md' });

/** Makes the report and shows it. */
export class Doctor implements vscode.TextDocumentContentProvider {
  readonly #options: DoctorOptions;
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #registration: vscode.Disposable;
  #report = '';

  constructor(options: DoctorOptions) {
    this.#options = options;
    this.#registration = vscode.workspace.registerTextDocumentContentProvider(SCHEME, this);
  }

  /** VS Code reads the document again when this fires. */
  get onDidChange(): vscode.Event<vscode.Uri> {
    return this.#changed.event;
  }

  /** Called by VS Code. */
  provideTextDocumentContent(): string {
    return this.#report;
  }

  /** Asks engine and page, and shows what they say. */
  async run(): Promise<void> {
    const { extensionVersion, questions, storageFolder, peersChoice } = this.#options;
    const [engine, page] = await Promise.all([questions.engineReport(), questions.pageReport()]);
    this.#report = doctorReport({
      extensionVersion,
      protocol: PROTOCOLS.newest,
      vsCodeVersion: vscode.version,
      nodeVersion: process.version,
      os: `${process.platform} ${release()}, ${arch()}`,
      socketKind: process.platform === 'win32' ? 'named pipe' : 'Unix socket',
      storageFolder,
      homeFolder: homedir(),
      peersChoice: peersChoice(),
      engine,
      page,
    });
    this.#changed.fire(DOCUMENT);
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(DOCUMENT), {
      preview: false,
    });
  }

  /** Takes the document's source away. */
  dispose(): void {
    this.#registration.dispose();
    this.#changed.dispose();
  }
}
