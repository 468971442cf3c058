/** The only policy of this page: scripts of this origin, for workers. Nothing makes markup or code from text. */
const policy = globalThis.trustedTypes?.createPolicy('sotong', { createScriptURL: own });

/** An address that a worker may be made from; a TypeError for one of another origin. */
export function scriptUrl(url) {
  return policy ? policy.createScriptURL(String(url)) : own(String(url));
}

function own(url) {
  if (new URL(url, location.href).origin !== location.origin) throw new TypeError('not a script of this origin');
  return url;
}
