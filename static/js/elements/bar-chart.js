// Says what a bar stands for while it is pointed at or walked to: a slider that is not seen takes the arrow keys, Home and End.

class BarChart extends HTMLElement {
  connectedCallback() {
    this.bars = [...this.querySelectorAll(".chart__bar")];
    this.reader = this.querySelector(".chart__reader");
    this.told = this.querySelector("[data-told]");
    if (!this.reader || !this.told) return;
    this.rest = this.told.textContent;
    this.reader.hidden = false;
    this.reader.addEventListener("input", this.walked);
    this.reader.addEventListener("focus", this.walked);
    this.reader.addEventListener("blur", this.left);
    this.addEventListener("pointerover", this.pointed);
    this.addEventListener("pointerleave", this.left);
  }

  walked = () => this.show(this.bars[this.reader.valueAsNumber]);

  pointed = (event) => {
    const bar = event.target.closest(".chart__bar");
    if (!bar) return;
    this.reader.value = this.bars.indexOf(bar);
    this.show(bar);
  };

  left = () => this.show(null);

  show(bar) {
    for (const one of this.bars) one.toggleAttribute("data-on", one === bar);
    const text = bar?.querySelector("title").textContent ?? this.rest;
    this.told.textContent = text;
    this.told.toggleAttribute("data-on", Boolean(bar));
    if (bar) this.reader.setAttribute("aria-valuetext", text);
  }
}

customElements.define("bar-chart", BarChart);
