declare module 'snowball-stemmers' {
  /** @throws when there is no stemmer for the language */
  function newStemmer(language: string): { stem(word: string): string };
  const snowball: { newStemmer: typeof newStemmer };
  export default snowball;
}
