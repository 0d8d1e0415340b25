/** Markup as text, escaped where it must be. */

/** Text that is safe between tags and in quoted attributes. */
export function escapeText(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}

type Attributes = Readonly<Record<string, string | number | undefined>>;

/** An element with children that are markup already; numbers are shortened to a tenth. */
export function element(name: string, attributes: Attributes, ...children: readonly string[]): string {
  let open = '<' + name;
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined) continue;
    open += ` ${key}="${typeof value === 'number' ? short(value) : escapeText(value)}"`;
  }
  return children.length === 0 ? open + '/>' : open + '>' + children.join('') + `</${name}>`;
}

/** A text element. */
export function label(x: number, y: number, text: string, attributes: Attributes = {}): string {
  return element('text', { x, y, ...attributes }, escapeText(text));
}

export function title(text: string): string {
  return element('title', {}, escapeText(text));
}

function short(value: number): string {
  return String(Math.round(value * 10) / 10);
}
