/** Draws parts as a treemap of two levels: a part, and in it what it consists of. */

import { element, escapeText, title } from '../sim/report/svg.js';
import { grouped } from './assessment.js';
import { type Part } from './part.js';
import { type Rectangle, squarify } from './treemap.js';

const WIDTH = 1100;
const HEIGHT = 520;
/** Room for a part's name above what it consists of. */
const HEAD = 18;
const GAP = 1.5;
/** About the width of a character at the size of the labels. */
const CHARACTER = 6.6;
const LINE = 15;
/** Colours of the style sheet, `c0` and on. */
const COLOURS = 10;

/** @param total the octets of all parts, for shares */
export function treemapSvg(parts: readonly Part[], total: number): string {
  const largest = [...parts].filter(({ octets }) => octets > 0).sort((a, b) => b.octets - a.octets);
  const rectangles = squarify(
    largest.map(({ octets }) => octets),
    { x: 0, y: 0, width: WIDTH, height: HEIGHT },
  );
  const groups = largest.map((part, i) => group(part, rectangles[i]!, `c${i % COLOURS}`, total));
  return element('svg', { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: 'img' }, ...groups);
}

function group(part: Part, at: Rectangle, colour: string, total: number): string {
  const inner = { x: at.x + GAP, y: at.y + HEAD, width: at.width - 2 * GAP, height: at.height - HEAD - GAP };
  const below = (part.parts ?? []).filter(({ octets }) => octets > 0);
  const isRoomy = inner.width > 3 * CHARACTER && inner.height > LINE && below.length > 1;
  const rectangles = isRoomy
    ? squarify(
        below.map(({ octets }) => octets),
        inner,
      )
    : [];
  return element(
    'g',
    { class: colour },
    cell(part.name, part.octets, at, 'part', total, part.name),
    ...rectangles.map((rectangle, i) =>
      cell(below[i]!.name, below[i]!.octets, rectangle, 'piece', total, `${part.name}: ${below[i]!.name}`),
    ),
  );
}

function cell(name: string, octets: number, at: Rectangle, kind: string, total: number, full: string): string {
  const { x, y } = at;
  const width = Math.max(0, at.width - GAP);
  const height = Math.max(0, at.height - GAP);
  const share = ((100 * octets) / total).toFixed(1);
  const children = [element('rect', { x, y, width, height }), title(`${full}, ${grouped(octets)} octets, ${share} %`)];
  const room = Math.floor((width - 6) / CHARACTER);
  const figure = grouped(octets);
  const isShort = kind === 'part' && room > name.length + figure.length + 1;
  if (room >= 3 && height >= LINE - 2) {
    children.push(text(x + 4, y + LINE - 2, isShort ? `${name} ${figure}` : name, room));
  }
  if (kind === 'piece' && room >= figure.length && height >= 2 * LINE) {
    children.push(text(x + 4, y + 2 * LINE - 2, figure, room));
  }
  return element('g', { class: kind }, ...children);
}

/** A text cut to its room, in characters. */
function text(x: number, y: number, content: string, room: number): string {
  const cut = content.length <= room ? content : `${content.slice(0, room - 1)}…`;
  return element('text', { x, y }, escapeText(cut));
}
