import { own } from './count.ts';

/** What helps people who are new. */
export const onboarding = {
  'welcome.open': 'جولة سريعة',
  'welcome.open_detail': 'خمس صفحات قصيرة تعرض طريقة عمل Materi، للتجربة',
  'welcome.with_setup': 'البدء ببضع صفحات للتجربة',
  'welcome.failed': 'تعذّر إنشاء صفحات الترحيب. تجدها مجددًا في الرئيسية.',

  'hint.label': 'تلميح',
  'hint.done': 'فهمت',
  'hint.none': 'بلا تلميحات بعد الآن',
  'hint.again': 'إظهار التلميحات مجددًا',
  'hint.again_done': 'عادت التلميحات.',
  'hint.palette': ({ keys }: { keys: string }) =>
    `اضغط ${own(keys)} في أي مكان للعثور على صفحة، أو كلمة داخل صفحة، أو أمر.`,
  'hint.slash': 'اضغط / في سطر فارغ لرؤية جميع أنواع الكتل.',
  'hint.tree': 'اسحب الصفحات في القائمة لترتيبها، أو أفلت صفحة فوق أخرى لتصبح داخلها.',
  'hint.people': 'لا أحد هنا سواك. زر المشاركة أعلى الصفحة ينشئ رابطًا لمن يعمل معك.',
  'hint.keys': 'اضغط ؟ خارج النص لرؤية جميع المفاتيح.',
};
