// A button and its popover. Without scripts a popover of plain links; with them an ARIA menu.
import { copyAndSay } from "./copy.js";
import { focusAt, moveFocus } from "./focus.js";

class MenuButton extends HTMLElement {
  connectedCallback() {
    this.button = this.querySelector("[popovertarget]");
    this.menu = this.querySelector("[popover]");
    if (!this.button || !this.menu) return;
    this.button.ariaHasPopup = "menu";
    this.button.ariaExpanded = "false";
    this.menu.role = "menu";
    for (const item of this.items) {
      item.role = "menuitem";
      item.tabIndex = -1;
    }
    this.button.addEventListener("keydown", this.openByArrow);
    this.menu.addEventListener("keydown", this.move);
    this.menu.addEventListener("click", this.choose);
    this.menu.addEventListener("toggle", this.toggled);
  }

  get items() {
    return [...this.menu.querySelectorAll(".menu__item")];
  }

  openByArrow = (event) => {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    this.startAt = event.key === "ArrowUp" ? -1 : 0;
    this.menu.showPopover({ source: this.button });
  };

  move = (event) => {
    if (event.key === "Tab") this.menu.hidePopover();
    else moveFocus(event, this.items, { typeAhead: true });
  };

  choose = (event) => {
    const item = event.target.closest(".menu__item");
    if (item?.ariaDisabled === "true") event.preventDefault();
    else if (item) this.menu.hidePopover();
    if (item && "copy" in item.dataset) copyAndSay(item.dataset.copy);
  };

  toggled = (event) => {
    const open = event.newState === "open";
    this.button.ariaExpanded = String(open);
    if (!open) return;
    if (!CSS.supports("position-area", "block-end")) this.place();
    focusAt(this.items, this.startAt ?? 0);
    this.startAt = 0;
  };

  // Where the browser does not know anchors: under the button, else above it, always inside the window.
  place() {
    const button = this.button.getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height } = this.menu;
    const below = button.bottom + height < innerHeight;
    this.menu.style.top = `${below ? button.bottom : Math.max(4, button.top - height - 8)}px`;
    this.menu.style.left = `${Math.max(4, Math.min(button.right - width, innerWidth - width - 4))}px`;
  }
}

customElements.define("menu-button", MenuButton);
