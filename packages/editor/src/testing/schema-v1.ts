import { Schema, type SchemaSpec } from '@tiptap/pm/model';

/**
 * The document schema of version 1 as its programs knew it. Frozen: it stands
 * for a tab that has been open since, whatever becomes of the schema here.
 */
const SPEC = {
  topNode: 'doc',
  nodes: {
    paragraph: {
      content: 'inline*',
      group: 'block',
      attrs: {
        id: {
          default: null,
        },
      },
    },
    doc: {
      content: 'block+',
      attrs: {},
    },
    text: {
      group: 'inline',
      attrs: {},
    },
    heading: {
      content: 'inline*',
      group: 'block',
      defining: true,
      attrs: {
        id: {
          default: null,
        },
        level: {
          default: 1,
        },
      },
    },
    blockquote: {
      content: 'block+',
      group: 'block',
      defining: true,
      attrs: {
        id: {
          default: null,
        },
      },
    },
    bulletList: {
      content: '(listItem | taskItem)+',
      group: 'block list',
      attrs: {
        id: {
          default: null,
        },
        tight: {
          default: true,
        },
      },
    },
    orderedList: {
      content: '(listItem | taskItem)+',
      group: 'block list',
      attrs: {
        id: {
          default: null,
        },
        start: {
          default: 1,
        },
        type: {
          default: null,
        },
        tight: {
          default: true,
        },
      },
    },
    listItem: {
      content: 'block+',
      defining: true,
      attrs: {
        id: {
          default: null,
        },
      },
    },
    taskList: {
      content: 'taskItem+',
      group: 'block list',
      attrs: {
        id: {
          default: null,
        },
        tight: {
          default: true,
        },
      },
    },
    taskItem: {
      content: 'paragraph block*',
      defining: true,
      attrs: {
        id: {
          default: null,
        },
        checked: {
          default: false,
        },
      },
    },
    codeBlock: {
      content: 'text*',
      group: 'block',
      marks: '',
      code: true,
      defining: true,
      attrs: {
        id: {
          default: null,
        },
        language: {
          default: null,
        },
        meta: {
          default: null,
        },
      },
    },
    table: {
      content: 'tableRow+',
      group: 'block',
      isolating: true,
      tableRole: 'table',
      attrs: {
        id: {
          default: null,
        },
      },
    },
    tableRow: {
      content: '(tableCell | tableHeader)*',
      tableRole: 'row',
      attrs: {
        id: {
          default: null,
        },
      },
    },
    tableHeader: {
      content: 'block+',
      isolating: true,
      tableRole: 'header_cell',
      attrs: {
        id: {
          default: null,
        },
        colspan: {
          default: 1,
        },
        rowspan: {
          default: 1,
        },
        colwidth: {
          default: null,
        },
        align: {
          default: null,
        },
      },
    },
    tableCell: {
      content: 'block+',
      isolating: true,
      tableRole: 'cell',
      attrs: {
        id: {
          default: null,
        },
        colspan: {
          default: 1,
        },
        rowspan: {
          default: 1,
        },
        colwidth: {
          default: null,
        },
        align: {
          default: null,
        },
      },
    },
    horizontalRule: {
      group: 'block',
      attrs: {
        id: {
          default: null,
        },
      },
    },
    image: {
      group: 'block',
      inline: false,
      attrs: {
        id: {
          default: null,
        },
        src: {
          default: null,
        },
        alt: {
          default: null,
        },
        title: {
          default: null,
        },
        width: {
          default: null,
        },
        height: {
          default: null,
        },
        href: {
          default: null,
        },
        hrefTitle: {
          default: null,
        },
      },
    },
    inlineImage: {
      group: 'inline',
      inline: true,
      atom: true,
      attrs: {
        src: {
          default: null,
        },
        alt: {
          default: null,
        },
        title: {
          default: null,
        },
        marks: {
          default: null,
        },
      },
    },
    file: {
      group: 'block',
      atom: true,
      attrs: {
        id: {
          default: null,
        },
        src: {
          default: null,
        },
        name: {
          default: null,
        },
        sizeBytes: {
          default: null,
        },
        mediaType: {
          default: null,
        },
      },
    },
    mathBlock: {
      group: 'block',
      inline: false,
      atom: true,
      attrs: {
        id: {
          default: null,
        },
        latex: {
          default: '',
        },
      },
    },
    inlineMath: {
      group: 'inline',
      inline: true,
      atom: true,
      attrs: {
        latex: {
          default: '',
        },
        marks: {
          default: null,
        },
      },
    },
    htmlBlock: {
      group: 'block',
      inline: false,
      atom: true,
      attrs: {
        id: {
          default: null,
        },
        html: {
          default: '',
        },
      },
    },
    inlineHtml: {
      group: 'inline',
      inline: true,
      atom: true,
      attrs: {
        html: {
          default: '',
        },
        marks: {
          default: null,
        },
      },
    },
    footnoteReference: {
      group: 'inline',
      inline: true,
      atom: true,
      attrs: {
        label: {
          default: null,
        },
        marks: {
          default: null,
        },
      },
    },
    footnoteDefinition: {
      content: 'block+',
      group: 'block',
      defining: true,
      attrs: {
        id: {
          default: null,
        },
        label: {
          default: null,
        },
      },
    },
    pageLink: {
      group: 'inline',
      inline: true,
      atom: true,
      attrs: {
        documentId: {
          default: null,
        },
        label: {
          default: null,
        },
        marks: {
          default: null,
        },
      },
    },
    hardBreak: {
      group: 'inline',
      inline: true,
      attrs: {},
    },
  },
  marks: {
    link: {
      inclusive: true,
      attrs: {
        href: {
          default: null,
        },
        title: {
          default: null,
        },
      },
    },
    bold: {
      attrs: {},
    },
    italic: {
      attrs: {},
    },
    strike: {
      attrs: {},
    },
    underline: {
      attrs: {},
    },
    code: {
      code: true,
      excludes: 'code',
      attrs: {},
    },
  },
} satisfies SchemaSpec;

export const schemaV1 = new Schema(SPEC);
