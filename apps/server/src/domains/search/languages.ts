import snowball from 'snowball-stemmers';
import { foldWord, type Word } from './words.ts';

/** Languages whose words are reduced to their stems; the rest is found by its exact words. */
export const LANGUAGES = [
  'english',
  'german',
  'french',
  'spanish',
  'italian',
  'portuguese',
  'dutch',
  'swedish',
  'danish',
  'norwegian',
  'finnish',
  'russian',
] as const;
export type Language = (typeof LANGUAGES)[number] | 'none';

/** The commonest words of each language: they tell it apart, and a question leaves them out. */
const COMMON: Record<(typeof LANGUAGES)[number], string> = {
  english:
    'the of and to in is that it was for on are as with his they be at this have from or had by but not what all were we when your can there an which their if will how about would been has who did do you i a its into than them then so no he she him her',
  german:
    'der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an werden aus er hat dass sie nach wird bei einer um am sind noch wie einem über einen so zum war haben nur oder aber vor zur bis mehr durch man sein wurde ich wir ihr kein',
  french:
    'de la le et les des en un du une que est pour qui dans a par plus pas au sur ne se ce il sont la avec son ou aux mais nous sa elle ces leur cette ont été comme être fait sans tout je vous on si leurs y dont',
  spanish:
    'de la que el en y a los del se las por un para con no una su al lo como más pero sus le ya o este sí porque esta entre cuando muy sin sobre también me hasta hay donde quien desde todo nos durante uno es son fue ser está',
  italian:
    'di e il la che in un a per è una sono con non del si da come le dei nel alla più al anche lo ma gli della ha delle i su o se questo questa ed era nella dal degli ai loro hanno essere',
  portuguese:
    'de a o que e do da em um para é com não uma os no se na por mais as dos como mas foi ao ele das tem à seu sua ou ser quando muito há nos já está eu também só pelo pela até isso ela entre era depois sem mesmo aos',
  dutch:
    'de en van ik te dat die in een hij het niet zijn is was op aan met als voor had er maar om hem dan zou of wat mijn men dit zo door over ze zich bij ook tot je mij uit der daar haar naar heb hoe heeft hebben deze want nog worden',
  swedish:
    'och det att i en jag hon som han på den med var sig för så till är men ett om hade de av icke mig du henne då sin nu har inte hans honom skulle hennes där min man ej vid kunde något från ut när efter upp vi dem vara vad över än',
  danish:
    'og i jeg det at en den til er som på de med han af for ikke der var mig sig men et har om vi min havde ham hun nu over da fra du ud sin dem os op man hans hvor eller hvad skal selv her alle vil blev kunne',
  norwegian:
    'og i jeg det at en et den til er som på de med han av ikke ikkje der så var meg seg men ett har om vi min mitt ha hadde hun nå over da ved fra du ut sin dem oss opp man kan hans hvor eller hva skal selv sjøl her alle vil bli ble',
  finnish:
    'ja on ei se että oli hän mutta joka ovat kuin myös tai sen kun niin voi olla jos mitä vain siitä minä sinä me he tämä nämä ne joka jotka hänen niiden olen olet olemme ollut',
  russian:
    'и в во не что он на я с со как а то все она так его но да ты к у же вы за бы по только ее мне было вот от меня еще нет о из ему теперь когда даже ну ли если уже или ни быть был него до вас',
};

const commonKeys = new Map(
  LANGUAGES.map((language) => [language, new Set(COMMON[language].split(' ').map(foldWord))] as const),
);
const allCommon = new Set([...commonKeys.values()].flatMap((keys) => [...keys]));

/** Whether a word is so common, in one of the given languages, that it says nothing. */
export const isCommon = (key: string, languages: readonly Language[]): boolean =>
  languages.some((language) => language !== 'none' && commonKeys.get(language)!.has(key));

const DETECTION_WORDS = 400;

/**
 * The language of a text, by its commonest words. Where they do not tell (a title, a list) its letters do:
 * exact words are found in any case, and a stem by the wrong rules finds no less.
 */
export function languageOf(words: readonly Word[]): Language {
  const counts = new Map<string, number>();
  for (const { key } of words.slice(0, DETECTION_WORDS)) {
    if (allCommon.has(key)) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  let best = languageOfLetters(words);
  // A word in common happens by chance.
  let most = 1;
  for (const language of LANGUAGES) {
    const keys = commonKeys.get(language)!;
    let score = 0;
    for (const [key, count] of counts) if (keys.has(key)) score += Math.min(count, 8);
    if (score > most) {
      most = score;
      best = language;
    }
  }
  return best;
}

function languageOfLetters(words: readonly Word[]): Language {
  const letters = words.find(({ unspaced, key }) => !unspaced && !/\d/.test(key))?.key ?? '';
  if (/\p{Script=Cyrillic}/u.test(letters)) return 'russian';
  return /\p{Script=Latin}/u.test(letters) ? 'english' : 'none';
}

const stemmers = new Map<Language, { stem(word: string): string }>();
const known = new Map<string, string>();
const KNOWN_LIMIT = 200_000;

/** The stem of a word, folded; the folded word itself where the language has no stems. */
export function stemOf(word: Pick<Word, 'key' | 'text' | 'unspaced'>, language: Language): string {
  if (language === 'none' || word.unspaced || word.key.length < 3 || /\d/.test(word.key)) return word.key;
  const name = `${language} ${word.text}`;
  const cached = known.get(name);
  if (cached !== undefined) return cached;
  const stemmer = stemmers.get(language) ?? snowball.newStemmer(language);
  stemmers.set(language, stemmer);
  const stem = foldWord(stemmer.stem(word.text.normalize('NFC'))) || word.key;
  if (known.size >= KNOWN_LIMIT) known.clear();
  known.set(name, stem);
  return stem;
}
