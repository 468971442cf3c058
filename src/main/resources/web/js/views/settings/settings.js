import { chosenLanguage, languages, reason, speak, text } from '../../text/index.js';
import { briefly } from '../../text/time.js';
import { field } from '../door/door.js';
import { avatar } from '../parts/avatar.js';
import { h, hearing, keyed, say } from '../parts/dom.js';
import { icon } from '../parts/icon.js';
import { ask, doing, notice } from '../parts/telling.js';
import { enterSends, letEnterSend, theme, themes, wear } from './choices.js';

/** Oneself: profile, looks, devices, password, account. */
export function settings(chat, { onSignOut, onRemove }) {
  const { store } = chat;
  const me = avatar();
  const name = h('strong', { dir: 'auto' });
  const [mine, looks, woken] = [profile(chat), appearance(chat), notifications(chat)];
  const node = h(
    'section.settings',
    { ariaLabel: text.settings },
    h('header.bar', h('a.round.back', { href: '#/', title: text.back, ariaLabel: text.back }, icon('back')), h('div.who', h('h2', text.settings))),
    h(
      'div.page',
      h('div.self', me.node, h('div', name, h('small', `@${store.me.username}`))),
      part(text.profile, mine.node),
      part(text.appearance, ...looks.nodes),
      part(text.notifications, ...woken.nodes),
      part(text.devices, devices(chat)),
      part(text.changePassword, password(chat)),
      part(
        text.account,
        h('div.actions.start', h('button', { type: 'button', onclick: doing(onSignOut) }, icon('leave'), text.signOut), h('button.danger', { type: 'button', onclick: doing(onRemove) }, text.removeAccount)),
      ),
    ),
  );
  const close = hearing([
    [store, 'me', show],
    [chat.bell, 'change', show],
  ]);
  show();
  return { node, opened: () => node.querySelector('.back').focus(), close };

  /** Shows oneself as one is known now: it may have been changed on another device. */
  function show() {
    me.update(store.me.userId, store.me.displayName);
    say(name, store.me.displayName);
    mine.show();
    looks.show();
    woken.show();
  }
}

function part(title, ...children) {
  return h('section.part', h('h3', title), ...children);
}

function profile({ store, people }) {
  const name = field('my-name', text.displayName, { maxLength: 64, autocomplete: 'name' });
  let shown;
  const save = h('button', { type: 'submit' }, text.save);
  const run = doing(async () => {
    await people.changeMe({ displayName: name.input.value.trim() });
    notice(text.saved);
  });
  const onsubmit = (event) => {
    event.preventDefault();
    if (name.input.value.trim()) run({ currentTarget: save });
  };
  return {
    node: h('form.line', { onsubmit }, name.node, save),
    show() {
      // What is being written stays.
      if (store.me.displayName !== shown) name.input.value = shown = store.me.displayName;
    },
  };
}

/** What is chosen here holds on this device at once, and travels with the account to the next one. */
function appearance({ store, people }) {
  const share = (change) => people.changeMe({ settings: { ...store.me.settings, ...change } }).catch(() => {});
  const colours = select('theme', text.theme, themes.map((name) => [name, text.themes[name]]), theme(), (chosen) => {
    wear(chosen);
    share({ theme: chosen });
  });
  const options = [['', text.languageSystem], ...Object.values(languages).map(({ lang, language }) => [lang, language])];
  const words = select('language', text.languageOf, options, chosenLanguage(), async (chosen) => {
    speak(chosen);
    await share({ language: chosen });
    location.reload();
  });
  const enter = h('input', { id: 'enter-sends', type: 'checkbox', checked: enterSends(), onchange: () => (letEnterSend(enter.checked), share({ enterSends: enter.checked })) });
  enter.setAttribute('aria-describedby', 'enter-hint');
  return {
    nodes: [colours, words, h('label.choice', enter, text.enterSends), h('small', { id: 'enter-hint' }, text.enterHint)],
    show() {
      colours.querySelector('select').value = theme();
      enter.checked = enterSends();
    },
  };
}

/** Whether this device is woken, which its bell changes; and whether any device shows what was written. */
function notifications({ bell, store, people }) {
  const state = h('p');
  const share = doing(({ currentTarget: { checked } }) => people.changePushes(() => ({ preview: checked })).finally(show));
  const preview = h('input', { id: 'preview', type: 'checkbox', onchange: share });
  return { nodes: [state, h('label.choice', preview, text.showPreview)], show };

  function show() {
    say(state, text.bell[bell.state]);
    preview.checked = store.me.settings?.push?.preview !== false;
  }
}

function select(id, label, options, value, onChoose) {
  const node = h('select', { id, onchange: () => onChoose(node.value) }, ...options.map(([name, words]) => h('option', { value: name }, words)));
  node.value = value;
  return h('div.field', h('label', { htmlFor: id }, label), node);
}

function devices({ people }) {
  const rows = h('ul.rows', { ariaLabel: text.devices });
  const load = async () => {
    try {
      keyed(rows, await people.devices(), ({ deviceId }) => deviceId, row);
    } catch (error) {
      rows.replaceChildren(h('li.plain', reason(error)));
    }
  };
  load();
  return rows;

  function row({ deviceId, current }) {
    const name = h('span.name');
    const below = h('span.last');
    const end = doing(async () => {
      if (!(await ask(text.endDeviceNamed(name.textContent), text.endDevice))) return;
      await people.endDevice(deviceId);
      await load();
    });
    const actions = h('span.actions', !current && h('button', { type: 'button', onclick: end }, text.endDevice));
    return {
      node: h('li', { 'data-device': deviceId }, h('div.row.bare', h('span.top', name), h('span.bottom', below), actions)),
      update({ name: called, platform, lastActiveAt, createdAt }) {
        say(name, called || (text.platforms[platform] ?? text.platforms.other));
        say(below, current ? text.thisDevice : text.lastActive(briefly(lastActiveAt ?? createdAt)));
      },
    };
  }
}

function password({ people, store }) {
  const current = field('current-password', text.currentPassword, { type: 'password', autocomplete: 'current-password', maxLength: 128 });
  const next = field('new-password', text.newPassword, { type: 'password', autocomplete: 'new-password', maxLength: 128 });
  const error = h('p.error', { role: 'alert' });
  const save = h('button', { type: 'submit' }, text.changePassword);
  // For password managers, which otherwise do not know whose it is.
  const whose = h('input', { type: 'text', autocomplete: 'username', value: store.me.username, hidden: true, readOnly: true });
  const run = doing(async () => {
    say(error, '');
    if ([...next.input.value].length < 8) return say(error, text.checkPassword);
    try {
      await people.changePassword(current.input.value, next.input.value);
      current.input.value = next.input.value = '';
      notice(text.passwordChanged);
    } catch (failure) {
      say(error, failure.code === 'bad_credentials' ? text.wrongPassword : reason(failure));
    }
  });
  return h('form', { onsubmit: (event) => (event.preventDefault(), run({ currentTarget: save })) }, whose, current.node, next.node, error, h('div.actions.start', save));
}
