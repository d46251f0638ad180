// The polite live region for what has just been done. Takes in toasts from the page and from later answers.

const STAY = 6000;

class ToastList extends HTMLElement {
  connectedCallback() {
    this.timers = new Map();
    // The top layer, so that an open dialog does not cover what it has just done.
    if (!this.hasAttribute("data-still")) {
      this.popover = "manual";
      this.showPopover();
    }
    this.observer = new MutationObserver((changes) => changes.forEach((change) => change.addedNodes.forEach(this.adopt)));
    this.observer.observe(this, { childList: true });
    // A live region speaks of what is added after it exists, so what came with the page is added once more.
    setTimeout(() => this.append(...this.children), 100);
    this.addEventListener("click", this.dismiss);
    for (const type of ["pointerenter", "focusin"]) this.addEventListener(type, this.pause);
    for (const type of ["pointerleave", "focusout"]) this.addEventListener(type, this.resume);
  }

  disconnectedCallback() {
    this.observer?.disconnect();
    this.pause();
  }

  adopt = (toast) => {
    if (!toast.classList?.contains("toast")) return;
    if (this.popover && document.querySelector("dialog:modal")) {
      this.hidePopover();
      this.showPopover();
    }
    this.start(toast);
  };

  start(toast) {
    clearTimeout(this.timers.get(toast));
    // An error has to be read before it goes.
    if (toast.classList.contains("toast--error") || this.hasAttribute("data-still")) return;
    this.timers.set(toast, setTimeout(() => this.drop(toast), STAY));
  }

  drop(toast) {
    clearTimeout(this.timers.get(toast));
    this.timers.delete(toast);
    toast.remove();
  }

  dismiss = (event) => {
    if (event.target.closest("[data-dismiss]")) this.drop(event.target.closest(".toast"));
  };

  pause = () => this.timers.forEach((timer) => clearTimeout(timer));

  resume = () => [...this.timers.keys()].forEach((toast) => this.start(toast));
}

customElements.define("toast-list", ToastList);
