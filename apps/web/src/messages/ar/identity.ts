import { figure, own } from './count.ts';

/** The ways in: signing in, setting up, invitations; and what people may do. */
export const identity = {
  'identity.sign_in': 'تسجيل الدخول',
  'identity.signing_in': 'جارٍ تسجيل الدخول…',
  'identity.sign_in_again': 'سجّل الدخول للمتابعة من حيث توقفت.',
  'identity.email': 'البريد الإلكتروني',
  'identity.email_missing': 'اكتب عنوان بريدك الإلكتروني.',
  'identity.name': 'الاسم',
  'identity.password': 'كلمة المرور',
  'identity.password_missing': 'اكتب كلمة المرور.',
  'identity.password_hint': `${figure(10)} أحرف على الأقل. أربع كلمات عشوائية خيار جيد.`,

  'setup.title': 'مرحبًا بك في Materi',
  'setup.lead': 'أنت أول من يصل إلى هنا، وبهذا تصبح مالك هذا الخادم.',
  'setup.workspace': 'اسم مساحة عملك',
  'setup.workspace_hint': 'فريق أو مشروع أو عائلة. يمكن تغييره لاحقًا.',
  'setup.submit': 'إنشاء مساحة العمل',
  'setup.done': 'اكتمل إعداد Materi',
  'setup.done_detail': 'لهذا الخادم مالك. سجّل الدخول، أو اطلب دعوة من المالك.',
  'setup.waiting': 'في انتظار المالك',
  'setup.waiting_detail':
    'هذه نسخة جديدة من Materi. افتح العنوان الذي طبعه الخادم عند تشغيله، وهو صالح مرة واحدة ويبدأ بـ \u2066/setup?token=\u2069.',

  'invitation.loading': 'دعوتك',
  'invitation.title': ({ workspace }: { workspace: string }) => `الانضمام إلى ${own(workspace)}`,
  'invitation.lead': ({ by, role }: { by: string; role: string }) => `دعوة من ${own(by)}. دورك: ${role}.`,
  'invitation.as': ({ email }: { email: string }) => `سجّلت الدخول باسم ${own(email)}.`,
  'invitation.accept': 'الانضمام إلى مساحة العمل',
  'invitation.have_account': 'لدي حساب: تسجيل الدخول أولًا',
  'invitation.invalid': 'لم تعد هذه الدعوة صالحة',
  'invitation.invalid_detail': 'انتهت مدتها، أو استُخدمت، أو سُحبت. اطلب دعوة جديدة ممن أرسلها.',

  'role.owner': 'مالك',
  'role.admin': 'مشرف',
  'role.editor': 'محرّر',
  'role.commenter': 'معلّق',
  'role.viewer': 'قارئ',

  'settings.password_new': 'كلمة المرور الجديدة',

  'profile.language': 'اللغة',
  'reset.forgot': 'نسيت كلمة المرور؟',
  'reset.forgot_title': 'كلمة مرور جديدة',
  'reset.forgot_lead':
    'هذا الخادم لا يرسل بريدًا. اطلب رابطًا ممن يديره: يعمل مرة واحدة خلال يوم، وتختار به كلمة مرور جديدة.',
  'reset.forgot_operator': 'هل تديره بنفسك؟ أوقف الخادم ونفّذ هذا الأمر، فيطبع رابطًا:',
  'reset.back': 'العودة إلى تسجيل الدخول',
  'reset.loading': 'رابطك',
  'reset.title': 'اختيار كلمة مرور جديدة',
  'reset.lead': ({ email }: { email: string }) => `للحساب ${own(email)}. ستخرج من كل الأجهزة.`,
  'reset.submit': 'تعيين كلمة المرور',
  'reset.done': 'عُيّنت كلمة المرور',
  'reset.done_lead': 'سجّل الدخول بها الآن.',
  'reset.invalid': 'لم يعد هذا الرابط صالحًا',
  'reset.invalid_lead': 'استُخدم، أو سُحب، أو انتهت مدته. اطلب رابطًا جديدًا ممن أعطاك إياه.',

  'password.end_keys': 'حذف مفاتيح API الخاصة بي أيضًا',
  'password.end_keys_hint': 'افعل ذلك إذا كان غيرك قد عرف كلمة المرور.',
};
