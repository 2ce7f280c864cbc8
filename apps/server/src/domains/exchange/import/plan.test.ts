import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { planExport, relativeAddress } from '../export/plan.ts';
import { normalPath, pathFault, resolveRelative } from './paths.ts';
import { indexTargets, planImport } from './plan.ts';

const shape = (paths: string[], order?: string[]) =>
  planImport(paths, order).pages.map(({ key, parentKey, fallbackTitle }) => [key, parentKey, fallbackTitle]);

describe('a plan', () => {
  test('nests pages as folders nest', () => {
    expect(shape(['b.md', 'Guides/First steps.md', 'Guides/Deep/x.md'])).toEqual([
      ['b.md', null, 'b'],
      ['Guides/', null, 'Guides'],
      ['Guides/Deep/', 'Guides/', 'Deep'],
      ['Guides/Deep/x.md', 'Guides/Deep/', 'x'],
      ['Guides/First steps.md', 'Guides/', 'First steps'],
    ]);
  });

  test('takes the index of a folder as its page', () => {
    expect(shape(['Guides/Index.md', 'Guides/a.md'])).toEqual([
      ['Guides/Index.md', null, 'Guides'],
      ['Guides/a.md', 'Guides/Index.md', 'a'],
    ]);
  });

  test('prefers the file beside a folder to the index inside', () => {
    expect(shape(['Guides.md', 'Guides/README.md'])).toEqual([
      ['Guides.md', null, 'Guides'],
      ['Guides/README.md', 'Guides.md', 'README'],
    ]);
  });

  test('makes no page of a folder that holds only pictures', () => {
    const plan = planImport(['a.md', 'images/b.png']);
    expect(plan.pages.map(({ key }) => key)).toEqual(['a.md']);
    expect(plan.assets).toEqual(['images/b.png']);
  });

  test('leaves hidden and system files out and says so', () => {
    const plan = planImport(['.obsidian/app.json', '__MACOSX/._a.md', 'a.md']);
    expect(plan.pages.map(({ key }) => key)).toEqual(['a.md']);
    expect(plan.skipped.map(({ path }) => path)).toEqual(['.obsidian/app.json', '__MACOSX/._a.md']);
  });

  test('keeps the order of an earlier export', () => {
    expect(shape(['a.md', 'b.md', 'c.md'], ['c.md', 'a.md']).map(([key]) => key)).toEqual(['c.md', 'a.md', 'b.md']);
  });

  test('drops the ids that Notion adds to names', () => {
    expect(shape(['Plan 0123456789abcdef0123456789abcdef.md'])[0]?.[2]).toBe('Plan');
  });
});

describe('addresses', () => {
  test('find files, files without their ending, folders, and other cases when only one thing is meant', () => {
    const index = indexTargets(planImport(['Guides/Index.md', 'Guides/Set-up.md', 'pics/A.png']));
    expect(index.page('Guides/Set-up.md')).toBe('Guides/Set-up.md');
    expect(index.page('Guides/Set-up')).toBe('Guides/Set-up.md');
    expect(index.page('guides/set-up.md')).toBe('Guides/Set-up.md');
    expect(index.page('Guides')).toBe('Guides/Index.md');
    expect(index.asset('pics/a.png')).toBe('pics/A.png');
    expect(index.page('Guides/None.md')).toBeUndefined();
  });

  test('resolve from the file in which they stand', () => {
    expect(resolveRelative('a/b/c.md', '../d.md#part')).toEqual({ path: 'a/d.md', fragment: '#part' });
    expect(resolveRelative('a/b.md', './c%20d.md?x=1')).toEqual({ path: 'a/c d.md', fragment: '' });
    expect(resolveRelative('a/b.md', '/top.md')).toEqual({ path: 'top.md', fragment: '' });
    for (const other of ['https://x.example/a.md', 'mailto:a@b.example', '//host/a', '#here', '../../out.md', '']) {
      expect(resolveRelative('a/b.md', other)).toBeNull();
    }
  });

  test('faulty paths are named', () => {
    for (const path of ['../a.md', 'a/../../b.md', '/etc/passwd', 'C:\\a.md', 'a\0.md', '..\\a.md']) {
      expect(pathFault(path)).not.toBeNull();
    }
    expect(pathFault('a/b..c.md')).toBeNull();
    expect(normalPath('./a//b\\c.md')).toBe('a/b/c.md');
  });
});

test('what an export plans, an import plans back: same tree, and every address resolves', () => {
  const title = fc.oneof(
    fc.string({ maxLength: 20 }),
    fc.constantFrom('README', 'index', 'assets', 'con', 'A', 'a', '../x', ''),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(title, fc.nat()), { minLength: 1, maxLength: 25 }), (rows) => {
      const pages = rows.map(([name, parent], at) => ({
        id: String(at),
        parentId: at === 0 || parent % 3 === 0 ? null : String(parent % at),
        title: name,
      }));
      const { pathOf } = planExport(pages);
      const paths = pages.map(({ id }) => pathOf.get(id) as string);
      expect(new Set(paths.map((path) => path.toLowerCase())).size).toBe(pages.length);
      const plan = planImport(paths, paths);
      const index = indexTargets(plan);
      expect(plan.pages.length).toBe(pages.length);
      for (const { id, parentId } of pages) {
        const path = pathOf.get(id) as string;
        expect(pathFault(path)).toBeNull();
        const planned = plan.pages.find(({ key }) => key === path);
        expect(planned?.parentKey).toBe(parentId === null ? null : pathOf.get(parentId));
        for (const other of paths) {
          const target = resolveRelative(path, relativeAddress(path, other));
          expect(target && index.page(target.path)).toBe(other);
        }
      }
    }),
  );
});
