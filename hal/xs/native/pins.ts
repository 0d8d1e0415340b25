/** The board's outputs and converters, in C: `hal/xs/native/pins.c`. */

/** Share of its rated power that load `index` may draw, 0–1000 thousandths. */
export declare function relay(index: number, permille: number): void;
/** A quantity by its number in `boards/common/board.h` (`enum board_quantity`), in that unit; never negative. */
export declare function meter(quantity: number): number;
