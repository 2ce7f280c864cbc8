const rules = new Intl.PluralRules('ar');
const numbers = new Intl.NumberFormat('ar');

/** The forms that a counted word takes: one, two (as subject and otherwise), 3 to 10, 11 to 99, and 100. */
type Noun = readonly [one: string, two: string, twoOblique: string, few: string, many: string, other: string];

/** What the screens count. */
export const nouns = {
  account: ['حساب واحد', 'حسابان', 'حسابين', 'حسابات', 'حسابًا', 'حساب'],
  block: ['كتلة واحدة', 'كتلتان', 'كتلتين', 'كتل', 'كتلة', 'كتلة'],
  box: ['مربع نص واحد', 'مربعا نص', 'مربعي نص', 'مربعات نص', 'مربع نص', 'مربع نص'],
  change: ['تغيير واحد', 'تغييران', 'تغييرين', 'تغييرات', 'تغييرًا', 'تغيير'],
  character: ['حرف واحد', 'حرفان', 'حرفين', 'أحرف', 'حرفًا', 'حرف'],
  column: ['عمود واحد', 'عمودان', 'عمودين', 'أعمدة', 'عمودًا', 'عمود'],
  comment: ['تعليق واحد', 'تعليقان', 'تعليقين', 'تعليقات', 'تعليقًا', 'تعليق'],
  day: ['يوم واحد', 'يومان', 'يومين', 'أيام', 'يومًا', 'يوم'],
  diagram: ['مخطط واحد', 'مخططان', 'مخططين', 'مخططات', 'مخططًا', 'مخطط'],
  document: ['مستند واحد', 'مستندان', 'مستندين', 'مستندات', 'مستندًا', 'مستند'],
  drawing: ['رسم واحد', 'رسمان', 'رسمين', 'رسوم', 'رسمًا', 'رسم'],
  field: ['حقل واحد', 'حقلان', 'حقلين', 'حقول', 'حقلًا', 'حقل'],
  file: ['ملف واحد', 'ملفان', 'ملفين', 'ملفات', 'ملفًا', 'ملف'],
  formula: ['صيغة واحدة', 'صيغتان', 'صيغتين', 'صيغ', 'صيغة', 'صيغة'],
  heading: ['عنوان واحد', 'عنوانان', 'عنوانين', 'عناوين', 'عنوانًا', 'عنوان'],
  htmlBlock: ['كتلة HTML واحدة', 'كتلتا HTML', 'كتلتي HTML', 'كتل HTML', 'كتلة HTML', 'كتلة HTML'],
  item: ['عنصر واحد', 'عنصران', 'عنصرين', 'عناصر', 'عنصرًا', 'عنصر'],
  link: ['رابط واحد', 'رابطان', 'رابطين', 'روابط', 'رابطًا', 'رابط'],
  macro: ['ماكرو واحد', 'اثنان من الماكرو', 'اثنين من الماكرو', 'من الماكرو', 'من الماكرو', 'من الماكرو'],
  media: ['مقطع واحد', 'مقطعان', 'مقطعين', 'مقاطع', 'مقطعًا', 'مقطع'],
  member: ['عضو واحد', 'عضوان', 'عضوين', 'أعضاء', 'عضوًا', 'عضو'],
  mergedCell: ['خلية مدمجة واحدة', 'خليتان مدمجتان', 'خليتين مدمجتين', 'خلايا مدمجة', 'خلية مدمجة', 'خلية مدمجة'],
  minute: ['دقيقة واحدة', 'دقيقتان', 'دقيقتين', 'دقائق', 'دقيقة', 'دقيقة'],
  object: ['كائن مضمّن واحد', 'كائنان مضمّنان', 'كائنين مضمّنين', 'كائنات مضمّنة', 'كائنًا مضمّنًا', 'كائن مضمّن'],
  page: ['صفحة واحدة', 'صفحتان', 'صفحتين', 'صفحات', 'صفحة', 'صفحة'],
  person: ['شخص واحد', 'شخصان', 'شخصين', 'أشخاص', 'شخصًا', 'شخص'],
  picture: ['صورة واحدة', 'صورتان', 'صورتين', 'صور', 'صورة', 'صورة'],
  place: ['موضع واحد', 'موضعان', 'موضعين', 'مواضع', 'موضعًا', 'موضع'],
  remark: ['ملاحظة واحدة', 'ملاحظتان', 'ملاحظتين', 'ملاحظات', 'ملاحظة', 'ملاحظة'],
  site: ['موقع مضمّن واحد', 'موقعان مضمّنان', 'موقعين مضمّنين', 'مواقع مضمّنة', 'موقعًا مضمّنًا', 'موقع مضمّن'],
  tag: ['وسم واحد', 'وسمان', 'وسمين', 'وسوم', 'وسمًا', 'وسم'],
  toggle: ['قسم مطوي واحد', 'قسمان مطويان', 'قسمين مطويين', 'أقسام مطوية', 'قسمًا مطويًا', 'قسم مطوي'],
  word: ['كلمة واحدة', 'كلمتان', 'كلمتين', 'كلمات', 'كلمة', 'كلمة'],
  workspace: ['مساحة عمل واحدة', 'مساحتا عمل', 'مساحتي عمل', 'مساحات عمل', 'مساحة عمل', 'مساحة عمل'],
} as const satisfies Record<string, Noun>;

type Counted = keyof typeof nouns;

/** A number in the digits of the language. */
export const figure = (number: number): string => numbers.format(number);

function phrase(number: number, counted: Counted, oblique: boolean): string {
  const [one, two, twoOblique, few, many, other] = nouns[counted];
  switch (rules.select(number)) {
    case 'one':
      return one;
    case 'two':
      return oblique ? twoOblique : two;
    case 'many':
      return `${figure(number)} ${many}`;
    case 'other':
      return `${figure(number)} ${other}`;
    default:
      return `${figure(number)} ${few}`;
  }
}

/** A counted word as the subject: "صفحة واحدة", "صفحتان", "٣ صفحات", "١١ صفحة". */
export const count = (number: number, counted: Counted): string => phrase(number, counted, false);

/** The same after a preposition or as the second part of a genitive: "تم حذف صفحتين". */
export const countOf = (number: number, counted: Counted): string => phrase(number, counted, true);

/** What people wrote, kept from disturbing the direction of the sentence around it. */
export const own = (text: string): string => `\u2068${text}\u2069`;

/** The same in quotation marks. */
export const quoted = (text: string): string => `«${own(text)}»`;
