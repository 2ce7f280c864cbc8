import { countOf, own } from './count.ts';

/** What every screen says. */
export const general = {
  'app.name': 'Materi',

  'action.cancel': 'إلغاء',
  'action.close': 'إغلاق',
  'action.copy': 'نسخ',
  'action.dismiss': 'إخفاء',
  'action.go_home': 'الانتقال إلى الرئيسية',
  'action.reload': 'إعادة التحميل',
  'action.try_again': 'إعادة المحاولة',
  'action.undo': 'تراجع',

  'toast.region': 'الرسائل',

  'time.now': 'الآن',

  'error.unexpected': 'حدث خطأ هنا. أعد المحاولة، وإذا استمر الخطأ فأعد تحميل الصفحة.',
  'error.unreachable': 'تعذّر الوصول إلى الخادم',
  'error.load_failed': 'تعذّر التحميل',
  'error.no_such_address': 'لا يوجد شيء في هذا العنوان',
  'error.no_such_address_detail': 'ربما كان الرابط ناقصًا. من الرئيسية تصل إلى جميع صفحاتك.',
  'error.copy': ({ text }: { text: string }) => `لم يسمح المتصفح بالنسخ. انسخ النص من هنا: ${own(text)}`,

  'list.failed': 'تعذّر تحميل هذه القائمة.',

  'members.show_more': ({ count: more }: { count: number }) => `عرض ${countOf(more, 'member')} أيضًا`,
};
