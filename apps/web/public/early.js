// Fetches the parts of the screen that the address names beside the app itself, which would ask for them only once
// it runs. The build says what they are (vite.config.ts).
(function () {
  try {
    var named = JSON.parse(document.getElementById('parts').textContent);
    (named[location.pathname.split('/')[1] || 'w'] || []).forEach(function (path) {
      var link = document.createElement('link');
      link.rel = path.endsWith('.css') ? 'preload' : 'modulepreload';
      if (link.rel === 'preload') link.as = 'style';
      link.crossOrigin = '';
      link.href = path;
      document.head.append(link);
    });
  } catch {
    // They come a little later.
  }
})();
