/**
 * The laws of the house that a look at one file's text can decide. Which module
 * may import which is dependency-cruiser's part (`.dependency-cruiser.mjs`).
 */
export interface SourceFile {
  /** From the root of the repository, with `/`. */
  readonly path: string;
  readonly text: string;
}

export interface Violation {
  readonly law: string;
  readonly path: string;
  readonly line: number;
  readonly detail: string;
}

type Law = (files: readonly SourceFile[]) => Violation[];

const isTest = (path: string) => /\.test\.tsx?$|(^|\/)test\//.test(path);
const isServer = (path: string) => path.startsWith('apps/server/src/');
const domainOf = (path: string) => /^apps\/server\/src\/domains\/([^/]+)\//.exec(path)?.[1];

/** Every match of `pattern` in the code of the files that `applies` to. */
function matches(
  law: string,
  files: readonly SourceFile[],
  applies: (path: string) => boolean,
  pattern: RegExp,
  detail: (match: RegExpExecArray) => string,
): Violation[] {
  const found: Violation[] = [];
  for (const file of files) {
    if (!applies(file.path)) continue;
    for (const match of file.text.matchAll(new RegExp(pattern, 'gm'))) {
      const line = file.text.slice(0, match.index).split('\n').length;
      const text = file.text.split('\n')[line - 1] ?? '';
      if (/^\s*(\/\/|\*|\/\*)/.test(text)) continue;
      found.push({ law, path: file.path, line, detail: detail(match as RegExpExecArray) });
    }
  }
  return found;
}

const environmentIsReadOnce: Law = (files) =>
  matches(
    'environment-is-read-once',
    files,
    (path) => isServer(path) && !isTest(path) && !/kernel\/config(\.ts|\/)/.test(path),
    /\bprocess\.env\b/,
    () => 'only kernel/config reads the environment',
  );

const exportsHaveNames: Law = (files) =>
  matches(
    'exports-have-names',
    files,
    (path) => /\.tsx?$/.test(path),
    /^export \* from/,
    () => 'name every export',
  );

const foldersSayWhatIsInside: Law = (files) =>
  files
    .filter(({ path }) => /(^|\/)(utils?|helpers?|common|managers?|misc)(\/|\.tsx?$)/.test(path))
    .map(({ path }) => ({ law: 'folders-say-what-is-inside', path, line: 1, detail: 'find the word of the domain' }));

const onlyComposeConstructs: Law = (files) =>
  files.flatMap((file) => {
    const domain = domainOf(file.path);
    if (domain === undefined || isTest(file.path)) return [];
    return matches(
      'only-compose-constructs',
      [file],
      () => true,
      /^import (?!type)\{[^}]*\b(create[A-Z]\w*)[^}]*\} from '\.\.\/(?:\.\.\/)*([a-z-]+)\/index\.ts'/,
      (match) => `${match[1]} of ${match[2]} is for compose.ts; take the interface in your needs`,
    );
  });

const tablesStayAtHome: Law = (files) => {
  const homes = new Map<string, string>();
  for (const { path, text } of files) {
    const home = domainOf(path) ?? (path.startsWith('apps/server/src/kernel/') ? 'kernel' : undefined);
    if (home === undefined || isTest(path)) continue;
    for (const match of text.matchAll(/create table (?:if not exists )?([a-z_]+)/gi))
      homes.set(match[1] as string, home);
  }
  const verbs = 'selectFrom|insertInto|updateTable|deleteFrom|innerJoin|leftJoin|rightJoin|replaceInto';
  const naming = new RegExp(`(?:(?:${verbs})\\(\\s*['"]|\\b(?:from|join|into|update)\\s+)([a-z_]+)\\b`);
  return files.flatMap((file) => {
    const home = domainOf(file.path) ?? (file.path.startsWith('apps/server/src/') ? 'kernel' : undefined);
    if (home === undefined || isTest(file.path)) return [];
    return matches(
      'tables-stay-at-home',
      [file],
      () => true,
      naming,
      (match) => match[1] as string,
    )
      .filter(({ detail }) => homes.has(detail) && homes.get(detail) !== home)
      .map((violation) => ({
        ...violation,
        detail: `table ${violation.detail} belongs to ${homes.get(violation.detail)}`,
      }));
  });
};

const LAWS: readonly Law[] = [
  environmentIsReadOnce,
  exportsHaveNames,
  foldersSayWhatIsInside,
  onlyComposeConstructs,
  tablesStayAtHome,
];

/** Every breach of every law. */
export const sourceViolations = (files: readonly SourceFile[]): Violation[] => LAWS.flatMap((law) => law(files));
