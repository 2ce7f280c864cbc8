// When the app that is kept on this device does not start though the server is there, it is forgotten
// and loaded from the server, once in a tab. A broken build thus never locks anybody out.
(function () {
  if (!('serviceWorker' in navigator)) return;
  function rescue() {
    var root = document.getElementById('root');
    if ((root && root.firstChild) || !navigator.serviceWorker.controller) return;
    try {
      if (sessionStorage.getItem('materi.rescued')) return;
    } catch {
      return;
    }
    fetch('/health/live', { cache: 'no-store' })
      .then(function (answer) {
        if (!answer.ok) return;
        sessionStorage.setItem('materi.rescued', '1');
        return navigator.serviceWorker
          .getRegistrations()
          .then(function (all) {
            return Promise.all(all.map((one) => one.unregister()));
          })
          .then(() => caches.keys())
          .then((names) =>
            Promise.all(names.filter((name) => name.startsWith('materi-')).map((name) => caches.delete(name))),
          )
          .then(() => location.reload());
      })
      .catch(function () {
        // Without a server there is nothing better to load.
      });
  }
  addEventListener('error', (event) => event.target && event.target.tagName === 'SCRIPT' && rescue(), true);
  setTimeout(rescue, 20000);
})();
