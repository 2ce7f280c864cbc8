import type { DemoPerson } from '../../../../scripts/demo/people.ts';

/** A page with each kind of block, as Markdown. */
export const everyBlock = (picture: string, person: DemoPerson): string => `
# Heading 1

Words can be **bold**, _italic_, ~~struck~~, \`code\`, <u>underlined</u>, <mark>highlighted</mark>, <mark style="background-color: green">in green</mark>, <span style="color: red">red</span> or H<sub>2</sub>O. A formula $e^{i\\pi} + 1 = 0$ fits between them, and so do [a link](https://example.org/) and a footnote.[^one]

## Heading 2

- A point
  - with a point inside
- Another
  1. first
  2. second

- [x] Done
- [ ] Ask about the cover [@${person.name}](materi:person/${person.id}) <time datetime="2026-01-15">2026-01-15</time>
- [ ] Somebody, some day <time datetime="2031-05-02">2031-05-02</time>

### Heading 3

> Words of somebody else, which are longer than one line so that it can be seen how they wrap beside the line.

> [!NOTE]
> A note.

> [!TIP] 🌱
> A tip with a sign of its own.

> [!IMPORTANT]
> Important.

> [!WARNING]
> A warning.

> [!CAUTION]
> Caution.

<details>
<summary>A toggle that is closed</summary>

What is inside.

</details>

<!-- columns -->

<!-- column -->

**Left.** Columns stand side by side where there is room.

- one
- two

<!-- column -->

**Right.** On a phone they follow each other.

\`\`\`js title="greet.js"
const greet = (name) => \`Hello, \${name}\`;
\`\`\`

<!-- /columns -->

#### Heading 4

\`\`\`ts
interface Bird {
  readonly name: string;
  readonly wingspanCm: number;
}

export const largest = (birds: readonly Bird[]) => birds.toSorted((a, b) => b.wingspanCm - a.wingspanCm)[0]; // the longest line of all
\`\`\`

$$
\\int_0^\\infty e^{-x^2}\\,dx = \\frac{\\sqrt{\\pi}}{2}
$$

\`\`\`mermaid
flowchart LR
  Notes[Field notes] --> Text --> Layout
  Sketch --> Portrait --> Layout --> Proof --> Print
\`\`\`

![Three outlines of birds from below](${picture} "Wings from below, to scale")

<div align="center"><img src="${picture}" alt="The same, smaller" width="50%"></div>

[wings.png](${picture}) <!-- file {"sizeBytes":9013,"mediaType":"image/png","display":"card"} -->

[Common swift](https://example.org/swift) <!-- bookmark {"description":"The common swift is a medium-sized bird, superficially similar to the barn swallow but somewhat larger.","siteName":"Example encyclopedia"} -->

[A film](https://www.youtube.com/watch?v=aqz-KE-bpKQ) <!-- embed -->

| Place       | Traffic | Lowest tone | Remark                                        |
| ----------- | ------: | ----------: | --------------------------------------------- |
| Tram depot  |   68 dB |     3.4 kHz | three mornings, the depot wakes up at half past four |
| Old orchard |   44 dB |     2.9 kHz | quiet                                         |

---

[^one]: The words of the footnote.
`;
