/** One server-sent event. */
export interface ServerEvent {
  /** Empty when it has no name. */
  readonly name: string;
  readonly data: string;
}

/** Reads server-sent events (WHATWG HTML, section 9.2.6) from text that comes in parts cut anywhere. */
export function createEventReader(onEvent: (event: ServerEvent) => void): (text: string) => void {
  // Parts of a line that has not ended: a large frame comes in many, and is joined once.
  let parts: string[] = [];
  let name = '';
  let data: string[] = [];

  function readLine(line: string): void {
    if (line === '') {
      if (data.length > 0) onEvent({ name, data: data.join('\n') });
      name = '';
      data = [];
      return;
    }
    const colon = line.indexOf(':');
    const field = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? '' : line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1);
    if (field === 'event') name = value;
    if (field === 'data') data.push(value);
  }

  return (text) => {
    let start = 0;
    for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', start)) {
      parts.push(text.slice(start, end));
      const line = parts.join('');
      parts = [];
      start = end + 1;
      readLine(line.endsWith('\r') ? line.slice(0, -1) : line);
    }
    if (start < text.length) parts.push(text.slice(start));
  };
}
