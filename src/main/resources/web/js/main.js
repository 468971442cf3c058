import { Chat } from './chat/chat.js';
import { Api, Session, SESSION_KEY } from './sdk/index.js';
import { scriptUrl } from './sdk/trusted.js';
import { languages, speak, text } from './text/index.js';
import { door } from './views/door/door.js';
import { h } from './views/parts/dom.js';
import { letEnterSend, themes, wear } from './views/settings/choices.js';
import { shell } from './views/shell.js';

const page = document.getElementById('page');
const session = new Session();
const api = new Api(session);
let inside = null;

/** In, when somebody is signed in in this browser; else the form in front, with a word on why. */
async function enter(why) {
  document.title = text.brand;
  delete document.documentElement.dataset.phase;
  if (!session.signedIn) {
    page.replaceChildren(door({ api, onSignedIn: arrive, why }));
    return;
  }
  const chat = await Chat.open({ api, session });
  const view = shell({ chat, onSignedOut: (reason) => leave(reason) });
  inside = { chat, view };
  page.replaceChildren(view.node);
  view.opened();
  chat.start();
}

/** Out: this tab shows nothing of the account any more, and the browser keeps nothing of it. */
async function leave(why) {
  if (!inside) return;
  const { chat, view } = inside;
  inside = null;
  view.close();
  session.end();
  document.querySelectorAll('dialog').forEach((dialog) => dialog.close());
  history.replaceState(null, '', location.pathname);
  await chat.forget();
  enter(why);
}

/** Somebody has signed in: the account's own choices hold here where this device has made none. */
async function arrive() {
  const { settings = {} } = await api.me().catch(() => ({}));
  if (themes.includes(settings.theme)) wear(settings.theme);
  if (typeof settings.enterSends === 'boolean') letEnterSend(settings.enterSends);
  if (languages[settings.language] && settings.language !== text.lang) {
    speak(settings.language);
    return location.reload();
  }
  return enter();
}

// Another tab has signed in or out.
addEventListener('storage', ({ key }) => {
  if (key !== SESSION_KEY && key !== null) return;
  if (inside && !session.signedIn) leave(text.ends.signed_out);
  else if (!inside && session.signedIn) enter();
});

/** A new version has taken over: what is on this page is the old one. */
function offerNewVersion() {
  const reload = h('button.link', { type: 'button', onclick: () => location.reload() }, text.reload);
  document.body.append(h('div.update', { role: 'status' }, text.newVersion, ' ', reload));
}

async function keepForOffline() {
  const workers = navigator.serviceWorker;
  if (!workers) return;
  const had = workers.controller !== null;
  workers.addEventListener('controllerchange', () => had && offerNewVersion());
  await workers.register(scriptUrl('/sw.js'));
}

document.documentElement.lang = text.lang;
enter();
keepForOffline().catch(() => {}); // Without one the page needs the network to open, and that is all.
