import { reason, text } from '../../text/index.js';
import { h, say } from '../parts/dom.js';

const USERNAME = /^[a-z0-9_.]{3,32}$/;

/** The form in front: sign in, or sign up and be signed in. */
export function door({ api, onSignedIn, why }) {
  let creating = false;
  const username = field('username', text.username, { autocomplete: 'username', autocapitalize: 'none', spellcheck: false, maxLength: 32 });
  const displayName = field('displayName', text.displayName, { autocomplete: 'name', maxLength: 64 });
  const password = field('password', text.password, { type: 'password', maxLength: 128 });
  const error = h('p.error', { role: 'alert' });
  const submit = h('button.primary', { type: 'submit' });
  const other = h('button.link', { type: 'button', onclick: () => turn(!creating) });
  const form = h('form.door', { noValidate: true, onsubmit }, username.node, displayName.node, password.node, error, submit, other);
  const mark = h('img.mark', { src: '/icon.svg', alt: '', width: 56, height: 56 });
  const node = h('main.welcome', mark, h('h1', text.brand), h('p.tagline', text.tagline), form);
  turn(false);
  say(error, why ?? '');
  queueMicrotask(() => username.input.focus());
  return node;

  function turn(up) {
    creating = up;
    displayName.node.hidden = !up;
    username.hint(up ? text.usernameHint : '');
    password.hint(up ? text.passwordHint : '');
    password.input.autocomplete = up ? 'new-password' : 'current-password';
    say(submit, up ? text.signUp : text.signIn);
    say(other, up ? text.toSignIn : text.toSignUp);
    say(error, '');
  }

  /** The first field that cannot be right, with the words for it. */
  function fault() {
    if (!USERNAME.test(username.input.value)) return [username, text.checkUsername];
    if (creating && !displayName.input.value.trim()) return [displayName, text.checkDisplayName];
    if ([...password.input.value].length < 8) return [password, text.checkPassword];
    return null;
  }

  async function onsubmit(event) {
    event.preventDefault();
    if (submit.disabled) return;
    const wrong = fault();
    for (const each of [username, displayName, password]) each.input.ariaInvalid = String(each === wrong?.[0]);
    if (wrong) {
      say(error, wrong[1]);
      wrong[0].input.focus();
      return;
    }
    submit.disabled = true;
    say(error, '');
    try {
      if (creating) await api.signUp(username.input.value, password.input.value, displayName.input.value.trim());
      await api.logIn(username.input.value, password.input.value, deviceName());
      onSignedIn();
    } catch (failure) {
      if (failure.code === 'username_taken') username.input.focus();
      say(error, reason(failure));
    } finally {
      submit.disabled = false;
    }
  }
}

/** A labelled input with a hint below it. */
export function field(name, label, properties) {
  const hint = h('small', { id: `${name}-hint` });
  const input = h('input', { id: name, name, type: 'text', ...properties });
  input.setAttribute('aria-describedby', hint.id);
  return { node: h('div.field', h('label', { htmlFor: name }, label), input, hint), input, hint: (words) => say(hint, words) };
}

/** What the list of devices is to call this one, such as `Firefox, Linux`. */
function deviceName() {
  const agent = navigator.userAgent;
  const browsers = [['Edg/', 'Edge'], ['OPR/', 'Opera'], ['SamsungBrowser', 'Samsung Internet'], ['Firefox', 'Firefox'], ['Chrom', 'Chrome'], ['Safari', 'Safari']];
  const systems = [['Android', 'Android'], ['iPhone', 'iPhone'], ['iPad', 'iPad'], ['Windows', 'Windows'], ['Mac', 'macOS'], ['Linux', 'Linux']];
  const found = (list) => list.find(([sign]) => agent.includes(sign))?.[1];
  return [found(browsers) ?? 'Web', found(systems)].filter(Boolean).join(', ');
}
