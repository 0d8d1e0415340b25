/** Where the rectangles of a treemap lie: squarified, so that areas can be compared (Bruls, Huizing, van Wijk, 2000). */

export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/**
 * Divides a rectangle by weights, in their order; those that fall are drawn best when the largest come first.
 * @param weights each above 0
 * @returns one rectangle a weight, whose areas stand to each other as the weights do
 */
export function squarify(weights: readonly number[], { x, y, width, height }: Rectangle): Rectangle[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const areas = weights.map((weight) => (weight / total) * width * height);
  const placed: Rectangle[] = [];
  let free: Rectangle = { x, y, width, height };
  for (let from = 0; from < areas.length;) {
    const side = Math.min(free.width, free.height);
    let to = from + 1;
    let sum = areas[from]!;
    while (
      to < areas.length &&
      worst(areas, from, to + 1, sum + areas[to]!, side) <= worst(areas, from, to, sum, side)
    ) {
      sum += areas[to]!;
      to += 1;
    }
    free = placeRow(areas.slice(from, to), sum, free, placed);
    from = to;
  }
  return placed;
}

/** The largest ratio of sides in a row of the areas `from` to `to` that lies along `side`. */
function worst(areas: readonly number[], from: number, to: number, sum: number, side: number): number {
  const row = areas.slice(from, to);
  const [least, most] = [Math.min(...row), Math.max(...row)];
  const square = sum * sum;
  return Math.max((side * side * most) / square, square / (side * side * least));
}

/** Puts a row along the shorter side; what is left of the rectangle. */
function placeRow(row: readonly number[], sum: number, free: Rectangle, placed: Rectangle[]): Rectangle {
  const isUpright = free.width >= free.height;
  const depth = sum / (isUpright ? free.height : free.width);
  let at = isUpright ? free.y : free.x;
  for (const area of row) {
    const length = area / depth;
    placed.push(
      isUpright
        ? { x: free.x, y: at, width: depth, height: length }
        : { x: at, y: free.y, width: length, height: depth },
    );
    at += length;
  }
  return isUpright
    ? { ...free, x: free.x + depth, width: free.width - depth }
    : { ...free, y: free.y + depth, height: free.height - depth };
}
