/** Whether what is sent to this address can be read on the way: plain http to another machine. */
export function isOverheard({ protocol, hostname }: URL): boolean {
  return protocol === 'http:' && !/^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(hostname);
}
