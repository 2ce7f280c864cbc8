// Runs before the first paint, so that a stored choice of light or dark never flashes.
// The same keys are written by src/features/frame/appearance.ts; the language is found as in src/messages/language.ts.
(function () {
  try {
    var root = document.documentElement;
    var theme = localStorage.getItem('materi.theme');
    if (theme === '"light"' || theme === '"dark"') root.dataset.theme = theme.slice(1, -1);
    var spoken = { en: 'ltr', ar: 'rtl' };
    var known = function (code) {
      return Object.hasOwn(spoken, code);
    };
    var stored = (localStorage.getItem('materi.language') || '').slice(1, -1);
    var ofBrowser = navigator.languages.map(function (tag) {
      return tag.split('-')[0];
    });
    var language = known(stored) ? stored : ofBrowser.find(known) || 'en';
    root.lang = language;
    root.dir = spoken[language];
    if (localStorage.getItem('materi.reading') === '"serif"') root.dataset.reading = 'serif';
    var size = localStorage.getItem('materi.textSize');
    if (size === '"small"' || size === '"large"') root.dataset.text = size.slice(1, -1);
    if (localStorage.getItem('materi.pageWidth') === '"wide"') root.dataset.width = 'wide';
  } catch {
    // Storage may be forbidden; the system's choice holds then.
  }
})();
