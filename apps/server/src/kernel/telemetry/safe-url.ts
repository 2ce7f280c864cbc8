const SECRET_PARAMETERS = /([?&](?:token|access_token|key|code|state)=)[^&#]*/gi;
/** Tokens of invitations and of links for new passwords are part of the path. */
const SECRET_SEGMENTS = /(\/(?:invitations|reset)\/)[^/?#]+/gi;

/** An address without the secrets that people carry in addresses, for logs and traces. */
export const safeUrl = (url: string): string =>
  url.replace(SECRET_PARAMETERS, '$1[hidden]').replace(SECRET_SEGMENTS, '$1[hidden]');
