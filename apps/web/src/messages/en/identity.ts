/** The ways in: signing in, setting up, invitations; and what people may do. */
export const identity = {
  'identity.sign_in': 'Sign in',
  'identity.signing_in': 'Signing in…',
  'identity.sign_in_again': 'Sign in to go on where you were.',
  'identity.email': 'E-mail',
  'identity.email_missing': 'Type your e-mail address.',
  'identity.name': 'Name',
  'identity.password': 'Password',
  'identity.password_missing': 'Type your password.',
  'identity.password_hint': 'At least 10 characters. Four random words are good.',

  'setup.title': 'Welcome to Materi',
  'setup.lead': 'You are the first here. This makes you the owner of this server.',
  'setup.workspace': 'Name of your workspace',
  'setup.workspace_hint': 'A team, a project or a household. You can change it later.',
  'setup.submit': 'Create workspace',
  'setup.done': 'Materi is set up',
  'setup.done_detail': 'This server has its owner already. Sign in, or ask the owner for an invitation.',
  'setup.waiting': 'Waiting for its owner',
  'setup.waiting_detail':
    'This Materi is new. Open the one-time address that the server printed when it started; it begins with /setup?token=.',

  'invitation.loading': 'Your invitation',
  'invitation.title': ({ workspace }: { workspace: string }) => `Join ${workspace}`,
  'invitation.lead': ({ by, role }: { by: string; role: string }) => `${by} invites you. Your role: ${role}.`,
  'invitation.as': ({ email }: { email: string }) => `You are signed in as ${email}.`,
  'invitation.accept': 'Join workspace',
  'invitation.have_account': 'I have an account: sign in first',
  'invitation.invalid': 'This invitation no longer works',
  'invitation.invalid_detail':
    'It has expired, was used already, or was withdrawn. Ask the person who sent it for a new one.',

  'role.owner': 'Owner',
  'role.admin': 'Admin',
  'role.editor': 'Editor',
  'role.commenter': 'Commenter',
  'role.viewer': 'Viewer',

  'settings.password_new': 'New password',

  'profile.language': 'Language',
  'reset.forgot': 'Forgot your password?',
  'reset.forgot_title': 'A new password',
  'reset.forgot_lead':
    'This Materi sends no mail. Ask whoever runs it for a link: it works once, for a day, and you choose a new password with it.',
  'reset.forgot_operator': 'Do you run it yourself? Stop the server and run this, which prints a link:',
  'reset.back': 'Back to sign in',
  'reset.loading': 'Your link',
  'reset.title': 'Choose a new password',
  'reset.lead': ({ email }: { email: string }) => `For ${email}. You will be signed out everywhere.`,
  'reset.submit': 'Set password',
  'reset.done': 'Your password is set',
  'reset.done_lead': 'Sign in with it now.',
  'reset.invalid': 'This link no longer works',
  'reset.invalid_lead': 'It was used, withdrawn, or has expired. Ask whoever gave it to you for a new one.',

  'password.end_keys': 'Also delete my API keys',
  'password.end_keys_hint': 'Do this when somebody else may know your password.',
};
