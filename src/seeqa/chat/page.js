// Of the page: the card that a marker points to is shown, scrolled to its quote; answers are copied.
() => {
  const announce = document.querySelector('#announce');
  if (announce) announce.setAttribute('role', 'status');

  const inView = (box) => box.top >= 0 && box.bottom <= window.innerHeight;
  const reveal = () => {
    const card = document.getElementById(location.hash.slice(1));
    if (!card || !card.matches('.card')) return;
    document.querySelectorAll('.card.shown').forEach((one) => one.classList.remove('shown'));
    card.classList.add('shown');
    card.focus({preventScroll: true});
    const mark = card.querySelector('mark') || card;
    const panel = card.closest('.cards');
    panel.scrollTop += mark.getBoundingClientRect().top - panel.getBoundingClientRect().top
      - panel.clientHeight / 3;
    if (!inView(mark.getBoundingClientRect())) mark.scrollIntoView({block: 'center'});
  };
  window.addEventListener('hashchange', reveal);

  const copied = async (text) => {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      const field = document.createElement('textarea');
      field.value = text;
      document.body.append(field);
      field.select();
      const done = document.execCommand('copy');
      field.remove();
      return done;
    }
  };
  document.addEventListener('click', async (event) => {
    if (event.target.closest('a[href^="#s"]')) setTimeout(reveal);
    const copy = event.target.closest('[data-copy]');
    if (!copy) return;
    const said = document.querySelector('#said');
    const done = await copied(copy.dataset.copy);
    copy.focus();
    if (said) said.textContent = done ? said.dataset.copied : said.dataset.uncopied;
  });
}
