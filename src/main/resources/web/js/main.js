import { Chat } from './chat/chat.js';
import { Api, Session, SESSION_KEY } from './sdk/index.js';
import { keepForOffline, lookForNewVersion } from './offline.js';
import { languages, speak, text } from './text/index.js';
import { door } from './views/door/door.js';
import { adopt } from './views/settings/choices.js';
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
  followChoices(chat.store);
  const view = shell({ chat, onSignedOut: (reason) => leave(reason) });
  inside = { chat, view };
  page.replaceChildren(view.node);
  view.opened();
  // Whoever was away may come back to another version.
  chat.connection.addEventListener('online', lookForNewVersion);
  chat.start();
}

/** What is chosen on another device of the account holds here too, once it is chosen. */
function followChoices(store) {
  let known = store.me.settings ?? {};
  store.addEventListener('me', () => {
    const { settings = {} } = store.me;
    adopt(Object.fromEntries(Object.entries(settings).filter(([name, value]) => known[name] !== value)));
    known = settings;
  });
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
  adopt(settings);
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

document.documentElement.lang = text.lang;
enter();
keepForOffline();
