// A toast that a script says: cloned from the one the server drew for its tone, so that all look alike.

export function say(text, tone) {
  const toast = document.getElementById(`${tone}-toast`)?.content.firstElementChild.cloneNode(true);
  if (!toast) return;
  toast.querySelector(".toast__text").textContent = text;
  document.getElementById("toasts")?.append(toast);
}
