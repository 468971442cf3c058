/*
 * Before the first paint, and before anything that may be missing. Not a module: those run too late. Its address bears
 * no version: while servers of two versions stand side by side, a page from one may ask another for its files in vain.
 */
{
  const theme = localStorage.getItem('sotong.theme');
  if (theme) document.documentElement.dataset.theme = theme;

  // A page without one of its files is none: it is loaded anew, after a while that grows, until it is whole. Not while
  // there is no server: the browser's own page about that would stay.
  const TRIES = 'sotong.tries';
  const FIRST_MS = 500;
  const MOST_MS = 20_000;
  let tries = Number(sessionStorage.getItem(TRIES)) || 0;
  let broken = false;
  const again = () => setTimeout(look, Math.random() * Math.min(MOST_MS, FIRST_MS * 2 ** tries++));
  const look = () => fetch('/', { cache: 'no-store' }).then(() => location.reload(), again);
  const missing = ({ target }) => {
    if (broken || !(target instanceof HTMLScriptElement || target.rel === 'stylesheet')) return;
    broken = true;
    again();
    sessionStorage.setItem(TRIES, tries);
  };
  addEventListener('error', missing, true);
  addEventListener('load', () => broken || sessionStorage.removeItem(TRIES));
}
