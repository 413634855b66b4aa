// The environment that the engine process is started in. A process of its own inherits neither proxy nor certificates of
// VS Code: what the settings say is handed over in the variables that Node reads (src/engine/origin/httpConnections.ts).

/** VS Code's own settings of the network, as far as they reach the engine. */
export interface NetworkSettings {
  /** `http.proxy`; empty: the proxy of the environment, if there is one. */
  readonly proxy: string;
  /** `http.noProxy` */
  readonly noProxy: readonly string[];
  /** False where `http.proxySupport` is `off`. */
  readonly isProxyOn: boolean;
  /** `http.systemCertificates` */
  readonly areSystemCertificatesTrusted: boolean;
}

/** This machine is never reached through a proxy, as in VS Code itself. */
const THIS_MACHINE = ['localhost', '127.0.0.1', '::1', '[::1]'];

/** The environment for an engine, from that of the extension host. */
export function engineEnvironment(env: NodeJS.ProcessEnv, network: NetworkSettings): NodeJS.ProcessEnv {
  const { proxy, noProxy, isProxyOn, areSystemCertificatesTrusted } = network;
  const certificates = areSystemCertificatesTrusted ? { NODE_USE_SYSTEM_CA: '1' } : {};
  const inherited = (name: string): string => valueOf(env, name);
  const without = omit(env, [
    'HTTP_PROXY',
    'HTTPS_PROXY',
    'NO_PROXY',
    'NODE_USE_ENV_PROXY',
    'NODE_USE_SYSTEM_CA',
  ]);
  if (!isProxyOn) return { ...without, ...certificates };
  return {
    ...without,
    ...certificates,
    NODE_USE_ENV_PROXY: '1',
    HTTP_PROXY: proxy || inherited('HTTP_PROXY'),
    HTTPS_PROXY: proxy || inherited('HTTPS_PROXY'),
    NO_PROXY: [...noProxy, inherited('NO_PROXY'), ...THIS_MACHINE].filter((host) => host !== '').join(','),
  };
}

/** A variable, however its name is written: the lower case counts first, as it does for Node. */
function valueOf(env: NodeJS.ProcessEnv, name: string): string {
  return env[name.toLowerCase()] ?? env[name] ?? '';
}

/** Without some variables, however their names are written: the other case of one would count in its stead. */
function omit(env: NodeJS.ProcessEnv, names: readonly string[]): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !names.includes(name.toUpperCase())));
}
