import { count, countOf, own, quoted } from './count.ts';

/** Import, export and long work. */
export const exchange = {
  'job.queued': 'في انتظار الدور…',
  'job.running': 'جارٍ العمل…',
  'job.cancelled': 'أُلغي. لم يُترك شيء ناقصًا.',
  'job.cancel_failed': 'تعذّر الإلغاء. أعد المحاولة.',

  'import.lead': 'تصبح ملفات Markdown وWord وHTML صفحات، مع صورها والروابط التي بينها.',
  'import.drop': 'أفلت هنا مجلدًا أو ملف \u2066.zip\u2069 أو ملفات',
  'import.choose_folder': 'اختيار مجلد',
  'import.choose_files': 'اختيار ملفات',
  'import.nothing_chosen': 'لا ملفات فيه.',
  'import.sending': ({ count: files }: { count: number }) => `جارٍ إرسال ${countOf(files, 'file')}…`,
  'import.reading': 'قراءة الملفات',
  'import.importing': 'استيراد الصفحات',
  'import.goes_on': 'الاستيراد مستمر. تظهر صفحاته تباعًا.',
  'import.preview_title': ({ documents }: { documents: number }) => `هل تريد استيراد ${countOf(documents, 'page')}؟`,
  'import.preview_lead': 'لم يُكتب شيء بعد.',
  'import.preview_top': 'في أعلى مساحة العمل',
  'import.preview_below': ({ title }: { title: string }) => `تحت ${quoted(title)}`,
  'import.preview_facts': ({ blobs, size }: { blobs: number; size: string }) =>
    blobs === 0 ? own(size) : `الصور والملفات: ${count(blobs, 'item')}، ${own(size)}`,
  'import.preview_pages': 'الصفحات التي ستُنشأ',
  'import.more_pages': ({ count: pages }: { count: number }) => `وكذلك ${count(pages, 'page')}`,
  'import.what_changes': 'ما تعرضه الصفحة بطريقة أخرى، أو لا تعرضه',
  'import.nothing_lost': 'يمكن الاحتفاظ بكل ما في هذه الملفات.',
  'import.left_out': ({ count: files }: { count: number }) => `لن يُستورد ${count(files, 'file')}`,
  'import.unreadable': ({ count: files }: { count: number }) => `تعذّرت قراءة ${countOf(files, 'file')}`,
  'import.broken_links': ({ count: links }: { count: number }) => `تؤدي إلى ما لم يُرسل: ${count(links, 'link')}`,
  'import.same_titles': ({ titles }: { titles: string }) => `لعدة صفحات متجاورة العنوان نفسه: ${own(titles)}`,
  'import.start': ({ documents }: { documents: number }) => `استيراد ${countOf(documents, 'page')}`,
  'import.warnings': ({ count: warnings }: { count: number }) => count(warnings, 'remark'),
  'import.done': 'اكتمل الاستيراد',
  'import.summary': (values: { documents: number; blobs: number; resolved: number; unresolved: number }) =>
    [
      `تم استيراد ${countOf(values.documents, 'page')}${values.blobs > 0 ? ` و${countOf(values.blobs, 'file')}` : ''}`,
      ...(values.resolved > 0 ? [`توصيل ${countOf(values.resolved, 'link')}`] : []),
      ...(values.unresolved > 0 ? [`يؤدي ${count(values.unresolved, 'link')} إلى ما لم يُرسل`] : []),
    ].join('، و') + '.',
  'import.imported_toast': ({ documents }: { documents: number }) => `تم استيراد ${countOf(documents, 'page')}.`,

  'import.recent': 'عمليات استيراد سابقة',
  'import.recent_detail': 'ما جاء إلى مساحة العمل هذه من الملفات. يمكن التراجع عن عملية استيراد بأكملها.',
  'import.recent_none': 'لم يُستورد شيء إلى مساحة العمل هذه بعد.',
  'import.recent_facts': ({ documents, person }: { documents: number; person: string }) =>
    `${count(documents, 'page')}، ${own(person)}`,
  'import.somebody': 'شخص غادر',
  'import.status_running': 'قيد العمل',
  'import.status_failed': 'توقف قبل النهاية',
  'import.status_cancelled': 'أُلغي',
  'import.status_undone': 'تم التراجع عنه',
  'import.continue': 'متابعة',
  'import.undo': 'التراجع عن الاستيراد',
  'import.continue_of': ({ label }: { label: string }) => `متابعة استيراد ${own(label)}`,
  'import.undone': ({ removed }: { removed: number }) => `تم نقل ${countOf(removed, 'page')} إلى سلة المهملات.`,
  'import.undo_failed': 'تعذّر التراجع عن الاستيراد.',
  'import.undo_kept': ({ count: pages }: { count: number }) =>
    `بقي ما تغيّر منذ ذلك الحين أو ضم صفحات أخرى (${count(pages, 'page')}):`,
  'import.undo_keep': 'إبقاؤها',
  'import.undo_all': 'نقلها أيضًا إلى سلة المهملات',

  'loss.broken_links': ({ count: number }: { count: number }) =>
    `روابط إلى مواضع غير موجودة في الملف: ${count(number, 'link')}`,
  'loss.comments': ({ count: number }: { count: number }) => `تعليقات متروكة: ${count(number, 'comment')}`,
  'loss.drawings': ({ count: number }: { count: number }) => `رسوم متروكة: ${count(number, 'drawing')}`,
  'loss.embedded_documents': ({ count: number }: { count: number }) =>
    `مستندات داخل الملف متروكة: ${count(number, 'document')}`,
  'loss.embedded_objects': ({ count: number }: { count: number }) => `تُعرض كصور: ${count(number, 'object')}`,
  'loss.forms': ({ count: number }: { count: number }) => `حقول نماذج متروكة: ${count(number, 'field')}`,
  'loss.frames': ({ count: number }: { count: number }) => `تصبح روابط: ${count(number, 'site')}`,
  'loss.heading_numbers': ({ count: number }: { count: number }) => `تفقد أرقامها: ${count(number, 'heading')}`,
  'loss.headers_footers': ({ count: number }: { count: number }) => `رؤوس وتذييلات متروكة: ${count(number, 'item')}`,
  'loss.hidden_text': ({ count: number }: { count: number }) => `نصوص مخفية متروكة: ${count(number, 'item')}`,
  'loss.media': ({ count: number }: { count: number }) => `مقاطع مرئية أو صوتية تصبح روابط: ${count(number, 'media')}`,
  'loss.merged_cells': ({ count: number }: { count: number }) => `نص متروك تحت ${countOf(number, 'mergedCell')}`,
  'loss.missing_pictures': ({ count: number }: { count: number }) => `صور مفقودة من الملف: ${count(number, 'picture')}`,
  'loss.page_furniture': ({ count: number }: { count: number }) =>
    `قوائم الموقع وتذييلاته متروكة: ${count(number, 'item')}`,
  'loss.picture_formats': ({ count: number }: { count: number }) =>
    `بصيغة لا تعرضها المتصفحات، تُحفظ كملفات: ${count(number, 'picture')}`,
  'loss.remote_pictures': ({ count: number }: { count: number }) => `تبقى في مواقعها: ${count(number, 'picture')}`,
  'loss.text_boxes': ({ count: number }: { count: number }) => `تُنقل إلى النص: ${count(number, 'box')}`,
  'loss.tracked_changes': ({ count: number }: { count: number }) => `تغييرات متعقَّبة مقبولة: ${count(number, 'change')}`,
  'loss.tracked_formatting': ({ count: number }: { count: number }) =>
    `تغييرات تنسيق متعقَّبة مقبولة: ${count(number, 'change')}`,
  'loss.unsupported_macros': ({ count: number }: { count: number }) => `يُحفظ نصًا عاديًا: ${count(number, 'macro')}`,

  'import.imported': 'المستورد',
  'import.skipped': 'المتروك',
  'import.failed': 'المتعذّر',
  'import.more_files': ({ count: files }: { count: number }) => `وكذلك ${count(files, 'file')}`,
  'import.open_first': 'فتح الصفحة الأولى',

  'export.title': 'تصدير الصفحة',
  'export.lead': 'ترافقها الصفحات التي تحتها، وما تعرضه من صور وملفات.',
  'export.lead_alone': 'يرافقها ما تعرضه من صور وملفات.',
  'export.format': 'الصيغة',
  'export.markdown': 'Markdown',
  'export.markdown_lead': 'للبرامج الأخرى ولإعادة الاستيراد. يُبقي على كل شيء.',
  'export.html': 'HTML',
  'export.html_lead': 'للقراءة والطباعة في أي متصفح. تُكتب الصيغ والمخططات بنصها الأصلي.',
  'export.docx': 'Word',
  'export.docx_lead':
    'لبرنامجي Word وLibreOffice. تُبسط الأقسام المطوية، وتُكتب الصيغ بلغة LaTeX، وتصبح المواقع المضمّنة روابط.',
  'export.children': 'مع الصفحات التي تحتها',
  'export.start': 'تصدير الصفحة',
  'export.ready': ({ documents, blobs, size }: { documents: number; blobs: number; size: string }) =>
    `${count(documents, 'page')}${blobs > 0 ? ` و${count(blobs, 'file')}` : ''}، ${own(size)}. بدأ التنزيل.`,
  'export.download': 'تنزيل',
  'export.loss_pictures': ({ count: number }: { count: number }) =>
    `بصيغة لا يعرضها Word، تصبح روابط: ${count(number, 'picture')}.`,
  'export.loss_formulas': ({ count: number }: { count: number }) => `مكتوبة بلغة LaTeX: ${count(number, 'formula')}.`,
  'export.loss_diagrams': ({ count: number }: { count: number }) => `مكتوبة بنصها الأصلي: ${count(number, 'diagram')}.`,
  'export.loss_html': ({ count: number }: { count: number }) => `نصًا عاديًا: ${count(number, 'htmlBlock')}.`,
  'export.loss_toggles': ({ count: number }: { count: number }) => `مبسوطة: ${count(number, 'toggle')}.`,
  'export.loss_embeds': ({ count: number }: { count: number }) => `تصبح روابط: ${count(number, 'site')}.`,
  'export.loss_files': ({ count: number }: { count: number }) => `تصبح روابط: ${count(number, 'file')}.`,

  'move.workspace': 'مساحة العمل',
  'move.to_workspace': ({ title, workspace }: { title: string; workspace: string }) =>
    `هل تريد نقل ${quoted(title)} إلى ${own(workspace)}؟`,
  'move.effects': ({ documents }: { documents: number }) =>
    `سيتم نقل ${countOf(documents, 'page')} مع الإصدارات والملفات والمفضلة. تبقى الروابط صالحة لمن يمكنه قراءة الجهتين.`,
  'move.losing': ({ count: people }: { count: number }) => `سيفقد الوصول ${count(people, 'person')}: `,
  'move.nobody_loses': 'لا أحد يفقد الوصول.',
  'move.confirm': 'نقل',
  'move.done': ({ workspace }: { workspace: string }) => `تم النقل إلى ${own(workspace)}.`,
  'move.failed_workspace': 'لم تُنقل الصفحة.',
};
