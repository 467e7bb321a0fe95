// Of an HTML block: a click on an element with data-do is told to the server with its data.
element.addEventListener('click', (event) => {
  const act = event.target.closest('[data-do]');
  if (!act || !element.contains(act)) return;
  if (act.dataset.do === 'stop') trigger('stop', {...act.dataset});
  else trigger('click', {...act.dataset});
});
