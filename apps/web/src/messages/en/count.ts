/** "1 page", "12 pages". */
export const count = (number: number, one: string, many = `${one}s`) =>
  `${new Intl.NumberFormat('en').format(number)} ${number === 1 ? one : many}`;
