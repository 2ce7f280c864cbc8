// The first letter that has a direction decides, as in the Unicode bidirectional algorithm (P2).
const STRONG = /\p{L}/u;
const RIGHT_TO_LEFT =
  /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Adlam}]/u;

/** The direction that a text reads in; `undefined` when it holds no letters and goes with what is around it. */
export function textDirection(text: string): 'ltr' | 'rtl' | undefined {
  const letter = STRONG.exec(text)?.[0];
  if (letter === undefined) return undefined;
  return RIGHT_TO_LEFT.test(letter) ? 'rtl' : 'ltr';
}
