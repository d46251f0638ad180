// One menu serves every row of a list: opened by a row's three dots, a right click on it, or row-list's full stop.
// The server wrote it for ID 0; the row's own ID and email address go in before it opens.
import { copyAndSay } from "./copy.js";
import { focusAt, moveFocus } from "./focus.js";

class RowMenus extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", this.clicked);
    this.addEventListener("contextmenu", this.rightClicked);
    for (const menu of this.querySelectorAll(":scope > [popover]")) {
      for (const item of menu.querySelectorAll(".menu__item")) Object.assign(item, { role: "menuitem", tabIndex: -1 });
      menu.addEventListener("keydown", this.keyed);
      menu.addEventListener("toggle", this.toggled);
    }
  }

  clicked = (event) => {
    const opener = event.target.closest("[data-menu-opener]");
    if (opener && !event.ctrlKey && !event.metaKey && !event.shiftKey) this.open(event, opener.closest("[data-menu]"));
    const item = event.target.closest(".menu__item");
    if (!item) return;
    item.closest("[popover]").hidePopover();
    if ("copy" in item.dataset) copyAndSay(item.dataset.copy);
  };

  rightClicked = (event) => {
    const row = event.target.closest("[data-menu]");
    if (row && !event.shiftKey && !event.target.closest("input, textarea")) this.open(event, row, event);
  };

  open(event, row, point) {
    const menu = document.getElementById(row.dataset.menu);
    event?.preventDefault();
    this.row = row;
    for (const item of menu.querySelectorAll(".menu__item")) this.fill(item, row.dataset);
    window.htmx?.process(menu);
    this.opener = row.querySelector("[data-menu-opener]");
    menu.showPopover({ source: this.opener });
    this.place(menu, point);
    focusAt([...menu.querySelectorAll(".menu__item")], 0);
  }

  fill(item, { row, email }) {
    item.dataset.written ??= item.getAttribute("href") ?? "";
    const address = item.dataset.written.replace("/0/", `/${row}/`);
    if (item.hasAttribute("href")) item.href = address.startsWith("mailto:") ? `mailto:${encodeURIComponent(email).replace("%40", "@")}` : address;
    if (item.hasAttribute("hx-get")) item.setAttribute("hx-get", address);
    if ("copy" in item.dataset) item.dataset.copy = email;
  }

  // At the pointer, else at the three dots; always inside the window.
  place(menu, point) {
    const dots = this.opener.getBoundingClientRect();
    const [x, y] = point?.clientX ? [point.clientX, point.clientY] : [dots.right - menu.offsetWidth, dots.bottom + 4];
    menu.style.positionArea = "none";
    menu.style.left = `${Math.max(4, Math.min(x, innerWidth - menu.offsetWidth - 4))}px`;
    menu.style.top = `${Math.max(4, Math.min(y, innerHeight - menu.offsetHeight - 4))}px`;
  }

  keyed = (event) => {
    if (event.key === "Tab") event.currentTarget.hidePopover();
    else moveFocus(event, [...event.currentTarget.querySelectorAll(".menu__item")], { typeAhead: true });
  };

  toggled = (event) => {
    const open = event.newState === "open";
    this.row?.toggleAttribute("data-selected", open);
    this.opener?.setAttribute("aria-expanded", String(open));
    if (!open && event.currentTarget.contains(document.activeElement)) this.opener?.focus();
  };
}

customElements.define("row-menus", RowMenus);
