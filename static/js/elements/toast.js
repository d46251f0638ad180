// A toast that a script says: cloned from the one the server drew for its tone, so that all look alike. Said once while it stands there.

export function say(text, tone) {
  const toast = document.getElementById(`${tone}-toast`)?.content.firstElementChild.cloneNode(true);
  const there = [...document.querySelectorAll("#toasts .toast__text")].some((shown) => shown.textContent.trim() === text);
  if (!toast || there) return;
  toast.querySelector(".toast__text").textContent = text;
  document.getElementById("toasts")?.append(toast);
}
