/** Dash patterns of lines, in chart and legend, so that they can be told apart without colour. */
export const dashes: readonly (readonly number[])[] = [
  [],
  [8, 4],
  [2, 3],
  [10, 3, 2, 3],
  [14, 5],
  [5, 2, 1, 2, 1, 2],
  [4, 4],
  [1, 5],
  [16, 3, 4, 3],
  [6, 2],
  [3, 6],
  [12, 2, 2, 2, 2, 2],
]
