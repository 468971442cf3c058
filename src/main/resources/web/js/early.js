/* Before the first paint, so that nothing flashes in the wrong colours. Not a module: those run too late. */
{
  const theme = localStorage.getItem('sotong.theme');
  if (theme) document.documentElement.dataset.theme = theme;
}
