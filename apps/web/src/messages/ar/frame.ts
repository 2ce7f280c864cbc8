import { count, figure } from './count.ts';

/** The frame around the pages. */
export const frame = {
  'frame.sidebar': 'الشريط الجانبي',
  'frame.skip': 'الانتقال إلى الصفحة',
  'frame.hide_sidebar': 'إخفاء الشريط الجانبي',
  'frame.show_sidebar': 'إظهار الشريط الجانبي',
  'frame.resize': 'عرض الشريط الجانبي',
  'frame.places': 'الأماكن',
  'frame.more_places': 'أماكن أخرى',
  'frame.offline': 'لا اتصال بالخادم. ما تكتبه يُحفظ على هذا الجهاز ويُرسل لاحقًا.',
  'panel.outline': 'المحتويات',
  'panel.close': 'إغلاق اللوحة',
  'frame.updated': 'حُدّث Materi',

  'switcher.open': 'بحث',
  'switcher.nothing': 'لا شيء بهذا الاسم.',

  'keys.title': 'اختصارات لوحة المفاتيح',

  'connection.title': 'الاتصال',
  'connection.diagnosis': 'التشخيص',
  'connection.slower': 'اتصال أبطأ',
  'connection.slower_detail': 'لا تمرّ وصلات WebSocket، فتُرسل التغييرات بطلبات عادية. كل شيء يُحفظ كالمعتاد.',

  'identity.sign_out': 'تسجيل الخروج',
  'identity.sign_out_sure': 'هل تريد تسجيل الخروج رغم ذلك؟',
  'identity.sign_out_unsent': ({ changes }: { changes: number }) =>
    `لم يُرسل ${count(changes, 'change')} من هذا الجهاز، ويضيع ذلك بالخروج.`,
  'workspace.new': 'مساحة عمل جديدة',
  'workspace.create': 'إنشاء مساحة العمل',
  'workspace.none': 'لا مساحة عمل',
  'workspace.menu': 'مساحة العمل:',
  'workspace.missing': 'مساحة العمل هذه غير متاحة لك',
  'workspace.missing_detail': 'ربما أُزيلت، أو لم تعد من أعضائها.',
  'workspace.first': 'لست في أي مساحة عمل بعد',
  'workspace.first_detail': 'أنشئ مساحة لك، أو اطلب رابط دعوة من أحد.',
  'share.open': 'مشاركة',
  'settings.title': 'الإعدادات',
  'settings.yours': 'إعداداتك',
  'settings.members': 'الأعضاء',
  'settings.imports': 'عمليات الاستيراد',
  'members.invite': 'دعوة أشخاص',

  'settings.this_device_only': 'تعذّر الوصول إلى الخادم: يسري هذا على هذا الجهاز فقط.',

  'import.open': 'استيراد',
  'import.title': 'استيراد صفحات',
  'import.drop_here': 'أفلت للاستيراد صفحاتٍ',

  'panel.history': 'الإصدارات',
  'panel.activity': 'النشاط',
  'inbox.title': 'الوارد',
  'inbox.unread': ({ count }: { count: number }) => `غير مقروء: ${figure(count)}`,

  'settings.tags': 'الوسوم',

  'export.workspace_title': 'تصدير مساحة العمل',
  'export.workspace_lead': 'جميع الصفحات مع ملفاتها، في ملف \u2066.zip\u2069 واحد.',
  'export.workspace_open': 'تصدير مساحة العمل',
};
