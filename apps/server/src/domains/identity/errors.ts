import { AppError } from '../../kernel/errors.ts';

export const authRequired = () => new AppError('auth.required', 401, 'Sign in first.');

/** Not 401: the session is good, and a client would renew it and ask again. */
export const wrongPassword = () =>
  new AppError('auth.wrong_password', 400, 'The present password is wrong.', {
    faults: [{ path: 'body.currentPassword', message: 'This is not your present password.' }],
  });

export const wrongCredentials = () =>
  new AppError('auth.wrong_credentials', 401, 'The e-mail address or the password is wrong.');

export const invalidToken = () =>
  new AppError('auth.invalid_token', 401, 'This token or key is not valid, or it was revoked. Sign in again.');

export const tokenExpired = () =>
  new AppError('auth.token_expired', 401, 'This token or key has expired. Refresh it or sign in again.');

export const sessionEnded = () => new AppError('auth.session_ended', 401, 'Your session has ended. Sign in again.');

export const tooManyAttempts = (seconds: number) =>
  new AppError('auth.too_many_attempts', 429, `Too many failed attempts. Try again in ${spell(seconds)}.`, {
    retryAfterSeconds: seconds,
  });

export const tooBusy = () =>
  new AppError('auth.busy', 503, 'Too many people are signing in at this moment. Try again in a few seconds.', {
    retryAfterSeconds: 2,
  });

export const foreignRequest = () =>
  new AppError(
    'auth.csrf',
    403,
    'A request that changes something and is authenticated by a cookie must come from this site and carry the header X-Materi-Request: 1.',
  );

export const sessionRequired = () =>
  new AppError('auth.session_required', 403, 'An API key cannot do this. Sign in with your password.');

export const scopeMissing = (scope: string) =>
  new AppError('access.scope_missing', 403, `This API key lacks the scope ${scope}.`);

export const accessDenied = () =>
  new AppError('access.denied', 403, 'Your role does not allow this. Ask an owner or an admin of the workspace.');

export const notFound = (type: 'workspace' | 'document') =>
  new AppError(
    `${type}.not_found`,
    404,
    type === 'workspace'
      ? 'There is no such workspace, or you have no access to it.'
      : 'There is no such page, or you have no access to it.',
  );

export const wrongSetupToken = () =>
  new AppError(
    'setup.wrong_token',
    403,
    'This set-up token is not valid. Use the address that the server printed at its last start, or restart it for a new one.',
  );

export const setupDone = () =>
  new AppError('setup.done', 409, 'This instance already has an owner. Sign in, or ask for an invitation.');

export const workspaceChanged = () =>
  new AppError(
    'precondition.failed',
    412,
    'Someone changed this workspace since you read it. Read it again, then repeat.',
  );

export const operatorsOnly = () =>
  new AppError('access.operators_only', 403, 'Only those who run this Materi can do this.');

export const lastOperator = () =>
  new AppError('operator.last', 409, 'Somebody must run this Materi. Name another person first.');

export const personMissing = () => new AppError('person.not_found', 404, 'There is no such account.');

export const pictureMissing = () => new AppError('picture.not_found', 404, 'There is no such picture.');

export const pictureUnknown = () =>
  new AppError('picture.unknown', 415, 'This is no picture that can be shown. Send a PNG, JPEG or WebP.');

export const pictureTooLarge = (limitBytes: number) =>
  new AppError('picture.too_large', 413, `The picture is larger than ${Math.floor(limitBytes / 1024)} KB.`);

export const emailTaken = () =>
  new AppError('person.email_taken', 409, 'This address cannot be used. Choose another one.', {
    faults: [{ path: 'body.email', message: 'This address cannot be used.' }],
  });

export const wrongOwnPassword = () =>
  new AppError('auth.wrong_password', 400, 'The password is wrong.', {
    faults: [{ path: 'body.password', message: 'This is not your password.' }],
  });

export const resetInvalid = () =>
  new AppError(
    'reset.invalid',
    410,
    'This link was used, withdrawn or has expired. Ask the person who gave it to you for a new one.',
  );

export const wrongWorkspaceName = () =>
  new AppError('workspace.other_name', 400, 'This is not the name of the workspace.', {
    faults: [{ path: 'body.name', message: 'Type the name of the workspace exactly.' }],
  });

export const roleTooStrong = () =>
  new AppError('invitation.role_too_strong', 403, 'You can invite people to your own role or a weaker one.');

export const ownersDecide = () => new AppError('workspace.owners_only', 403, 'Only an owner decides who may invite.');

export const memberNotFound = () => new AppError('member.not_found', 404, 'This person is not a member.');

export const lastOwner = () =>
  new AppError('member.last_owner', 409, 'A workspace needs an owner. Make someone else an owner first.');

export const ownersOnly = () =>
  new AppError('member.owners_only', 403, 'Only an owner can make, change or remove an owner.');

export const invitationNotFound = () =>
  new AppError('invitation.not_found', 404, 'There is no such invitation. Check that the whole address was copied.');

export const invitationExpired = () =>
  new AppError('invitation.expired', 410, 'This invitation has expired. Ask the person who invited you for a new one.');

export const invitationUsed = () =>
  new AppError(
    'invitation.used',
    410,
    'This invitation was already accepted. Sign in, or ask the person who invited you for a new one.',
  );

export const invitationRevoked = () =>
  new AppError(
    'invitation.revoked',
    410,
    'This invitation was withdrawn. Ask the person who invited you for a new one.',
  );

export const invitationForOther = () =>
  new AppError(
    'invitation.other_address',
    403,
    'This invitation is for another e-mail address. Use that address, or ask for an invitation for yours.',
  );

export const signInFirst = () =>
  new AppError(
    'invitation.sign_in_first',
    409,
    'There is an account with this e-mail address. Sign in with it, then open the invitation again.',
  );

export const sessionNotFound = () => new AppError('session.not_found', 404, 'There is no such session.');

export const keyNotFound = () => new AppError('key.not_found', 404, 'There is no such API key.');

export const personNotFound = (email: string) =>
  new AppError('person.not_found', 404, `Nobody here has the e-mail address ${email}.`);

function spell(seconds: number): string {
  if (seconds < 90) return seconds === 1 ? 'a second' : `${seconds} seconds`;
  return `${Math.ceil(seconds / 60)} minutes`;
}
