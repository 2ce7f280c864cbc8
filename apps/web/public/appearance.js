// Runs before the first paint, so that a stored choice of light or dark never flashes.
// The same keys are written by src/features/frame/appearance.ts.
(function () {
  try {
    var root = document.documentElement;
    var theme = localStorage.getItem('materi.theme');
    if (theme === '"light"' || theme === '"dark"') root.dataset.theme = theme.slice(1, -1);
    if (localStorage.getItem('materi.reading') === '"serif"') root.dataset.reading = 'serif';
  } catch {
    // Storage may be forbidden; the system's choice holds then.
  }
})();
