/* Runs before the first paint: a chosen theme wins over the device's. Without script the device decides. */
(function () {
  try {
    const chosen = localStorage.getItem("theme");
    if (chosen === "light" || chosen === "dark") document.documentElement.dataset.bsTheme = chosen;
  } catch {
    /* storage may be forbidden: the device decides */
  }
})();
