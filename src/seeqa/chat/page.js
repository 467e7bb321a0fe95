// Of the page: the card that a marker points to is shown, scrolled to its quote; answers are copied;
// a question that the server cannot take is told of, and kept.
() => {
  const announce = document.querySelector('#announce');
  if (announce) announce.setAttribute('role', 'status');

  const inView = (box) => box.top >= 0 && box.bottom <= window.innerHeight;
  const toMark = (card) => { // within the panel alone
    const mark = card.querySelector('mark') || card;
    const panel = card.closest('.cards');
    panel.scrollTop += mark.getBoundingClientRect().top - panel.getBoundingClientRect().top
      - panel.clientHeight / 3;
    return mark;
  };
  const reveal = () => {
    const card = document.getElementById(location.hash.slice(1));
    if (!card || !card.matches('.card')) return;
    document.querySelectorAll('.card.shown').forEach((one) => one.classList.remove('shown'));
    card.classList.add('shown');
    card.focus({preventScroll: true});
    const mark = toMark(card);
    if (!inView(mark.getBoundingClientRect())) mark.scrollIntoView({block: 'center'});
  };
  window.addEventListener('hashchange', reveal);

  // A new answer: its beginning and as much of it as fits, clear of the box; its quote in the panel.
  document.addEventListener('seeqa:answered', () => requestAnimationFrame(() => {
    const turn = [...document.querySelectorAll('.turn')].pop();
    if (!turn) return;
    const asking = document.querySelector('#asking');
    const over = getComputedStyle(asking).position === 'sticky' ? asking.offsetHeight + 16 : 16;
    turn.style.scrollMarginBottom = `${over}px`;
    const fits = turn.offsetHeight + over < window.innerHeight;
    turn.scrollIntoView({block: fits ? 'nearest' : 'start'});
    const card = document.querySelector('.cards .newest .card');
    if (card) toMark(card);
    // What was pressed to ask is gone (a chip) or about to go (a suggestion).
    const now = document.activeElement;
    if (now === document.body || now.closest('#examples')) turn.focus({preventScroll: true});
  }));

  // What a list quotes is a fold where two lines do not hold it.
  const folds = () => document.querySelectorAll('.listed details:not([open])').forEach((fold) => {
    const said = fold.querySelector('summary');
    const whole = said.scrollHeight <= said.clientHeight + 1 && !said.querySelector('.lead');
    fold.classList.toggle('whole', whole);
    said.tabIndex = whole ? -1 : 0;
  });
  new ResizeObserver(folds).observe(document.querySelector('#conversation'));
  new MutationObserver(folds).observe(document.querySelector('#conversation'), {childList: true, subtree: true});
  document.addEventListener('click', (event) => {
    if (event.target.closest('.listed .whole > summary')) event.preventDefault();
  });

  document.addEventListener('click', ({target}) => { // a list in the other order
    if (!target.matches('.counted .over')) return;
    const list = target.closest('.reply').querySelector('.listed');
    list.append(...[...list.children].reverse());
    [target.textContent, target.dataset.other] = [target.dataset.other, target.textContent];
  });

  // On paper the sources stand in the order of the questions, and a link tells its address.
  const ordered = (way) => {
    const panel = document.querySelector('.cards');
    const turn = (group) => Number(group.querySelector('.card').id.match(/\d+/)[0]);
    if (panel) panel.append(...[...panel.querySelectorAll('section')].sort((one, other) => way * (turn(one) - turn(other))));
  };
  window.addEventListener('beforeprint', () => {
    ordered(1);
    document.querySelectorAll('.facts a').forEach((link) => {
      if (link.textContent !== link.href) link.dataset.address = link.href;
    });
  });
  window.addEventListener('afterprint', () => ordered(-1));

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
    const text = copy.dataset.copy.replace(/^\/p\//gm, new URL('p/', location).href);
    const done = await copied(text);
    copy.focus();
    if (said) said.textContent = done ? said.dataset.copied : said.dataset.uncopied;
  });

  // What has the focus is not under the box.
  document.addEventListener('focusin', ({target}) => {
    const asking = document.querySelector('#asking');
    if (!asking || !target.closest('#talking') || asking.contains(target)) return;
    const over = target.getBoundingClientRect().bottom + 8 - asking.getBoundingClientRect().top;
    if (over > 0) window.scrollBy(0, over);
  });

  // Gradio asks by fetch; its own words for a full queue and a lost server are English and curt.
  const tell = (why) => {
    const line = document.querySelector('#trouble p');
    const text = why ? line.dataset[why] : '';
    if (line.textContent === text) return;
    line.textContent = text;
    if (text) line.scrollIntoView({block: 'nearest'});
  };
  const {root, api_prefix: prefix, app_id: app, dependencies, components} = window.gradio_config;
  const outbox = components.find(({props}) => props.elem_id === 'outbox').id;
  const asking = dependencies.find(({targets}) => targets.some(([id]) => id === outbox)).id;
  const told = (what) => document.dispatchEvent(new Event(`seeqa:${what}`)); // to outbox.js
  const isQuestion = (path, {body} = {}) => path.includes('/queue/join') && JSON.parse(body).fn_index === asking;
  const stored = (work) => { try { return work(sessionStorage); } catch { return null; } };
  const plain = window.fetch;
  const restarted = async () => {
    const found = await (await plain(`${root}${prefix}/app_id`)).json();
    return found.app_id !== app;
  };
  // Answers come in streams. Of one that ends before its answer did Gradio waits for ever: outbox.js
  // has the page loaded anew.
  const streams = new Set();
  const over = (stream) => {
    streams.delete(stream);
    setTimeout(() => { if (!streams.size) told('cut'); }, 1500);
  };
  const again = async () => { // as soon as the server is there; the browser keeps all that came
    try {
      await restarted();
      location.reload();
    } catch {
      tell('lost');
      setTimeout(again, 3000);
    }
  };
  document.addEventListener('seeqa:stuck', again);
  const listened = async (request) => {
    const stream = {};
    streams.add(stream);
    const {signal} = request[1] || {}; // by which Gradio closes it
    if (signal) signal.addEventListener('abort', () => over(stream));
    const response = await plain(...request).catch((error) => { over(stream); throw error; });
    const reader = response.body.getReader();
    return new Response(new ReadableStream({
      async pull(controller) {
        try {
          const {done, value} = await reader.read();
          if (!done) { controller.enqueue(value); return; }
          over(stream);
          controller.close();
        } catch (error) {
          over(stream);
          controller.error(error);
        }
      },
      cancel(reason) {
        over(stream);
        return reader.cancel(reason);
      },
    }), response);
  };
  window.fetch = async (...request) => {
    const path = String(request[0].url || request[0]);
    try {
      if (/\/(queue\/join|run\/predict)/.test(path) && await restarted()) {
        stored((kept) => kept.setItem('seeqa.back', '1'));
        told('untaken');
        location.reload();
        await new Promise(() => {}); // another server knows nothing of this page: do not go on
      }
      if (path.includes('/queue/data')) return await listened(request);
      const response = await plain(...request);
      if (path.includes('/queue/join') && response.ok) tell('');
      if (isQuestion(path, request[1])) {
        if (response.status === 503) tell('full');
        told(response.ok ? 'taken' : 'untaken');
      }
      return response;
    } catch (error) {
      if (error.name !== 'AbortError') {
        told(isQuestion(path, request[1]) ? 'untaken' : 'turned');
        tell('lost');
      }
      throw error;
    }
  };

  // What the archive holds now: asked for by the way, so that nothing is drawn while nothing changes.
  const minutes = () => String(new Date().getTimezoneOffset());
  document.addEventListener('click', ({target}) => {
    const act = target.closest('[data-do=again]');
    if (act) act.dataset.offset = minutes();
  }, true);
  const reading = ({state, done, total}) => {
    const line = document.querySelector('#masthead .reading');
    const {begun, going} = line.dataset;
    const told = total ? going.replace('{done}', done).replace('{total}', total) : begun;
    line.textContent = state === 'reading' ? told : '';
  };
  let [asked, at] = [null, 0]; // the version last asked for, and when
  const refreshed = ({version}) => {
    const shown = document.querySelector('#masthead [data-version]');
    if (!shown || shown.dataset.version === String(version)) return;
    if (asked === version && Date.now() - at < 15000) return; // it is on its way
    [asked, at] = [version, Date.now()];
    const knock = document.querySelector('#masthead [data-do=fresh]');
    const shelf = document.querySelector('#archive');
    knock.dataset.offset = minutes();
    knock.dataset.archive = shelf && shelf.offsetParent ? 'shown' : '';
    knock.click();
  };
  let next;
  const look = async () => {
    clearTimeout(next);
    let pause = 3000;
    try {
      const response = document.hidden ? null : await plain('api/ready', {cache: 'no-store'});
      if (response && response.ok) {
        const {archive} = await response.json();
        reading(archive);
        refreshed(archive);
        if (archive.state === 'reading') pause = 1000;
      }
    } catch { /* lost: told of when something is asked */ }
    next = setTimeout(look, pause);
  };
  document.addEventListener('visibilitychange', look);
  document.addEventListener('seeqa:look', look);
  look();
  told('ready');
}
